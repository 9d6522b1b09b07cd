"""Bands and ids of what was published, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.i18n import _
from lti_tool.models import Cycle, FunctionGroup, Organisation
from lti_tool.services.reports import Published
from lti_tool.services.shelf import PackShelf
from questionnaires.disclosure_bands import THIRDS, Band
from questionnaires.disclosure_people import Path
from questionnaires.model import ThemePack

NO_FIGURE = "–"


def percent(share: Fraction) -> str:
    """A share as "30 %", with a space that does not break."""
    return f"{round(share * 100)}\N{NO-BREAK SPACE}%"


def band_words(band: Band) -> str:
    """A band of people or points, as people say it; the upper end belongs to it."""
    if band.scale == THIRDS:
        return _("meer dan een derde") if band.step else _("hooguit een derde")
    if not band.step:
        return _("hooguit %(share)s", share=percent(band.high))
    if band.open_ended:
        return _("meer dan %(share)s", share=percent(band.low))
    return _("%(low)s tot %(high)s", low=round(band.low * 100), high=percent(band.high))


def no_figure() -> str:
    """What stands where a figure is hidden: that it is, and not why it would be."""
    return _("geen cijfer")


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of a snapshot are called; nothing in here comes from a result.

    ``pack`` is the frozen pack in the language of the page when it has that; ``groups`` are
    the organisation's function groups in its own order, code -> name.
    """

    organisation: str
    pack: ThemePack
    places: Mapping[Path, str]
    groups: Mapping[str, str]

    def place(self, path: Path) -> str:
        """A place; the organisation itself by its own name."""
        return self.places.get(path, "") if path else self.organisation

    def skill(self, skill_id: str) -> str:
        """The title of a skill."""
        return self.pack.skill(skill_id).title

    def group(self, code: str) -> str:
        """A function group; its code when the organisation no longer has it."""
        return self.groups.get(code, code)


def names_of(
    session: Session,
    shelf: PackShelf,
    found: Published,
    organisation: Organisation,
    language: str,
) -> Names:
    """The names for what was published; at most three statements."""
    cycle = session.get_one(Cycle, found.cycle_id)
    groups = session.execute(
        select(FunctionGroup.code, FunctionGroup.name)
        .where(FunctionGroup.organisation_id == organisation.id)
        .order_by(FunctionGroup.position, FunctionGroup.id)
    )
    return Names(
        organisation=organisation.name,
        pack=shelf.pack(session, cycle, language),
        places=found.titles,
        groups={str(code): str(name) for code, name in groups},
    )
