"""A published quarter on the page of a team, in words; every number is the snapshot's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_tool.i18n import _
from lti_tool.services.report_words import band_words
from lti_tool.services.reports import Published
from lti_tool.services.team_figures import (
    CLOSE,
    FEW,
    LEVEL,
    Before,
    Figure,
    Picture,
    Shown,
    picture,
)
from lti_tool.services.team_places import OwnPlace, Taken, taken_below
from lti_tool.views.wording import quarter_name
from questionnaires.disclosure_bands import CUTS, Band
from questionnaires.disclosure_people import ORGANISATION, Path
from questionnaires.model import ThemePack


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a share lies between nobody and everybody, in percents of the width."""

    x: str
    width: str
    cuts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A band of some people: who they are, how many, the words and the picture."""

    who: str
    size: int
    words: str
    bar: Bar
    trend: str


@dataclass(frozen=True, slots=True)
class Part:
    """A skill, or the uptake: lines from near to far, and why the own place is not there."""

    title: str
    lines: tuple[Line, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A published quarter; ``note`` says once why nothing of the place itself is there."""

    quarter: str
    title: str
    theme: ThemePack
    taken: Taken | None
    everybody: Taken | None
    below: Sequence[tuple[OwnPlace, Taken | None]]
    note: str
    parts: tuple[Part, ...]
    uptake: Part | None


def hidden_words(reason: str | None) -> str:
    """Why an own place has no figure; never because of what anybody answered."""
    table = {
        FEW: _(
            "Te weinig collega's deden mee voor een beeld; dat heeft niets met hun antwoorden "
            "te maken."
        ),
        CLOSE: _(
            "Een cijfer van dit team zou te veel zeggen over een klein groepje; dat heeft niets "
            "met antwoorden te maken."
        ),
        LEVEL: _("Van dit kwartaal zijn er alleen cijfers van de hele organisatie."),
    }
    return table.get(reason or "", "")


def bar(band: Band) -> Bar:
    """The picture of a band."""

    def percent(share: float) -> str:
        return f"{round(share * 100, 2):g}%"

    return Bar(
        x=percent(float(band.low)),
        width=percent(float(band.high - band.low)),
        cuts=tuple(percent(float(cut)) for cut in CUTS[band.scale]),
    )


def before_words(before: Before | None) -> str:
    """What it was before, and what that says for certain."""
    if before is None:
        return ""
    said = {
        -1: _("Nu is het minder."),
        0: _("Er is geen duidelijk verschil."),
        1: _("Nu is het meer."),
    }
    quarter, then = quarter_name(before.quarter), band_words(before.then)
    was = _("In het %(quarter)s was het %(then)s.", quarter=quarter, then=then)
    return f"{was} {said[before.change]}"


@dataclass(frozen=True, slots=True)
class _Painter:
    """Turns figures into lines; ``names`` are what places were called then."""

    place: OwnPlace
    names: Mapping[Path, str]

    def part(self, title: str, shown: Shown, said: bool) -> Part:
        figures = [figure for figure in (shown.nearest, shown.whole) if figure]
        return Part(
            title=title,
            lines=tuple(self._line(figure, shown) for figure in figures),
            note="" if said else hidden_words(shown.hidden),
        )

    def _line(self, figure: Figure, shown: Shown) -> Line:
        near = figure == shown.nearest
        who = self.place.name if near and not shown.hidden else self.names.get(figure.path, "")
        trend = before_words(shown.before if near else None)
        return Line(who, figure.size, band_words(figure.band), bar(figure.band), trend)


def picture_view(
    found: Published,
    place: OwnPlace,
    places: Sequence[OwnPlace],
    theme: ThemePack,
    organisation: str,
) -> PictureView:
    """A published quarter for who leads this place, with skills in the order of the theme."""
    seen: Picture = picture(found, place)
    painter = _Painter(place, {**found.titles, ORGANISATION: organisation})
    shown = {skill.key: skill for skill in seen.skills}
    said = seen.hidden is not None
    return PictureView(
        quarter=found.quarter,
        title=quarter_name(found.quarter),
        theme=theme,
        taken=seen.taken,
        everybody=seen.everybody,
        below=taken_below(seen.counts, place, places),
        note=hidden_words(seen.hidden),
        parts=tuple(
            painter.part(skill.title, shown[skill.id], said)
            for skill in theme.skills
            if skill.id in shown
        ),
        uptake=painter.part("", seen.uptake, said) if seen.uptake else None,
    )
