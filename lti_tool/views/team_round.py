"""The scan that runs on the page of a team, and the one thing to do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_tool.i18n import _
from lti_tool.models import Cycle
from lti_tool.services.team_kit import coming, running, to_talk_about
from lti_tool.services.team_places import OwnPlace, Taken, at_place, taken_below
from lti_tool.views.year_models import cycle_line, day_words
from questionnaires.disclosure_people import ORGANISATION, Path
from questionnaires.quarters import State


@dataclass(frozen=True, slots=True)
class Step:
    """What to do now: one sentence and the kit that goes with it."""

    text: str
    kit: int


@dataclass(frozen=True, slots=True)
class Round:
    """The scan that runs: how it stands, and who took part at the place and those below it."""

    line: str
    taken: Taken | None
    everybody: Taken | None
    below: Sequence[tuple[OwnPlace, Taken | None]]


def round_view(
    cycle: Cycle,
    counts: Mapping[Path, Taken],
    place: OwnPlace,
    places: Sequence[OwnPlace],
    now: datetime,
) -> Round:
    """The scan that runs, for a place and the own teams below it."""
    return Round(
        line=cycle_line(cycle, now),
        taken=at_place(counts, place.id),
        everybody=counts.get(ORGANISATION),
        below=taken_below(counts, place, places),
    )


def step(cycles: Sequence[Cycle]) -> Step | None:
    """The one next step of who leads a team, by how far the quarter is."""
    cycle = to_talk_about(cycles)
    if cycle is None:
        return None
    if cycle.state == State.OPEN:
        text = _("Praat er in je overleg een kwartier over, en doe zelf ook mee.")
    elif cycle == coming(cycles) and running(cycles) is None:
        text = _(
            "De scan gaat open op %(day)s. Praat er vóór die dag een kwartier over in je overleg.",
            day=day_words(cycle.opens),
        )
    else:
        text = _("Maak nu tijd om te leren. Vraag in je overleg wie waar tijd voor nodig heeft.")
    return Step(text, cycle.id)
