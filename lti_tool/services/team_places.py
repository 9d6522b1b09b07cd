"""Whom somebody leads, and how many take part there while a scan runs (DESIGN 6.5).

Taking part is not secret, so it may be counted at any moment; of results nothing is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.models import RosterEntry, Scan, Team, TeamManager
from lti_tool.services.closing import DONE_IN_TIME
from lti_tool.services.frozen import path_of_place
from questionnaires.disclosure_people import ORGANISATION, Path, Place
from questionnaires.participation import participation


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A team or department of a manager; ``led`` is False for a team below a led department."""

    id: int
    name: str
    above: int | None
    led: bool
    department: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took part: invited = completed + open + excused."""

    invited: int
    completed: int
    open: int
    excused: int


def own_places(session: Session, person_id: int) -> list[OwnPlace]:
    """The teams and departments that somebody leads and the teams below them; one statement.

    Departments come first, then by name.
    """
    led = select(TeamManager.team_id).where(TeamManager.person_id == person_id)
    rows = session.execute(
        select(Team.id, Team.name, Team.parent_id, Team.id.in_(led).label("led"))
        .where(or_(Team.id.in_(led), Team.parent_id.in_(led)))
        .order_by(Team.name, Team.id)
    ).all()
    above = {row.parent_id for row in rows}
    places = [
        OwnPlace(row.id, row.name, row.parent_id, bool(row.led), row.id in above) for row in rows
    ]
    return sorted(places, key=lambda place: not place.department)


def counts_now(session: Session, cycle_id: int) -> dict[Path, Taken]:
    """Who took part so far, at the organisation and each place from 5 invited; one statement.

    The rule is that of what is published later. Places are those of the frozen roster.
    """
    theirs = (Scan.cycle_id == RosterEntry.cycle_id) & (Scan.person_id == RosterEntry.person_id)
    idle = RosterEntry.excused & or_(Scan.id.is_(None), ~DONE_IN_TIME)
    rows = session.execute(
        select(
            RosterEntry.place,
            func.count(),
            func.count().filter(DONE_IN_TIME),
            func.count().filter(idle),
        )
        .select_from(RosterEntry)
        .outerjoin(Scan, theirs)
        .where(RosterEntry.cycle_id == cycle_id)
        .group_by(RosterEntry.place)
    ).all()
    here = {path_of_place(row[0]): (row[1], row[3]) for row in rows}
    done = [path_of_place(row[0]) for row in rows for _number in range(row[2])]
    everywhere = {path[:depth] for path in here for depth in range(len(path) + 1)} | {ORGANISATION}
    places = [Place(path, "", *here.get(path, (0, 0))) for path in everywhere]
    return counts_by_path(participation(places, done))


def counts_by_path(rows: Iterable[Mapping[str, Any]]) -> dict[Path, Taken]:
    """Rows of :func:`questionnaires.participation.participation` by where they are about."""
    keys = ("invited", "completed", "open", "excused")
    return {tuple(row["path"]): Taken(*(int(row[key]) for key in keys)) for row in rows}


def at_place(counts: Mapping[Path, Taken], team_id: int) -> Taken | None:
    """The count of a team or department; None when fewer than 5 were invited there."""
    last = str(team_id)
    return next((taken for path, taken in counts.items() if path[-1:] == (last,)), None)


def taken_below(
    counts: Mapping[Path, Taken], place: OwnPlace, places: Sequence[OwnPlace]
) -> list[tuple[OwnPlace, Taken | None]]:
    """The own teams below a department, each with its count."""
    below = [other for other in places if other.above == place.id]
    return [(other, at_place(counts, other.id)) for other in below]
