"""The frozen roster of a cycle, as disclosure and audit compute with it; nothing is unsealed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import String, case, cast, func, insert, literal, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, RosterEntry, Snapshot, Team
from lti_tool.services.rehearsed import forget_before_opening
from lti_tool.services.reports import RESULTS
from lti_tool.services.shelf import PackShelf
from questionnaires.calendar import AMSTERDAM
from questionnaires.disclosure_people import (
    ORGANISATION,
    Earlier,
    Member,
    Path,
    Place,
    Setting,
)
from questionnaires.pack_kinship import like_skills

TARGETED = "targeted"


def freeze_roster(session: Session, cycle: Cycle) -> None:
    """Write down who is invited and where they stand, and forget what was rehearsed of it.

    Two statements, whatever their number; the caller commits.
    """
    forget_before_opening(session, cycle)
    own, above = cast(Team.id, String), cast(Team.parent_id, String)
    place = case((Team.id.is_(None), ""), (Team.parent_id.is_(None), own), else_=above + "/" + own)
    people = (
        select(
            literal(cycle.id),
            Person.id,
            Person.function_group,
            Person.team_id,
            place,
            Person.excused,
        )
        .outerjoin(Team, Team.id == Person.team_id)
        .where(
            Person.organisation_id == cycle.organisation_id,
            Person.on_roster,
            Person.erased_at.is_(None),
            Person.rehearsal.is_(False),
        )
    )
    columns = ["cycle_id", "person_id", "function_group", "team_id", "place", "excused"]
    session.execute(insert(RosterEntry).from_select(columns, people))


def path_of_place(place: str) -> Path:
    """The path in figures of ``RosterEntry.place``."""
    return tuple(place.split("/")) if place else ORGANISATION


def setting_of(session: Session, cycle: Cycle, knows_uptake: bool) -> Setting:
    """What was frozen when a cycle opened. Raises ``LookupError`` before that.

    Uptake is for publishing when the LMS was asked who finished what, and never under
    ``targeted``: there it would speak of those below the minimum (DESIGN 6.2).
    """
    pack = PackShelf().pack(session, cycle)
    if cycle.k is None or cycle.opened_at is None:
        raise LookupError(f"cycle {cycle.id} has not opened")
    return Setting(
        quarter=cycle.quarter,
        roster=cycle.opened_at.astimezone(AMSTERDAM).isoformat(timespec="minutes"),
        k=cycle.k,
        pack=pack,
        minima=pack.minima,
        shows_uptake=knows_uptake and cycle.policy != TARGETED,
    )


def member(person_id: int, place: str, group: str | None, counted_as: str) -> Member:
    """Somebody who is in the figures."""
    return Member(str(person_id), path_of_place(place), group, counted_as)


def members_of(session: Session, cycle_id: int) -> tuple[Member, ...]:
    """Who is in the figures of a cycle that has closed; one statement."""
    rows = session.execute(
        select(
            RosterEntry.person_id,
            RosterEntry.place,
            RosterEntry.function_group,
            RosterEntry.counted_as,
        )
        .where(RosterEntry.cycle_id == cycle_id, RosterEntry.counted_as.is_not(None))
        .order_by(RosterEntry.person_id)
    )
    return tuple(member(person, place, group, str(done)) for person, place, group, done in rows)


def places_of(session: Session, cycle_id: int) -> list[Place]:
    """The whole tree of the frozen roster, with who was invited and excused; two statements."""
    idle = RosterEntry.excused & RosterEntry.counted_as.is_(None)
    rows = session.execute(
        select(RosterEntry.place, func.count(), func.count().filter(idle))
        .where(RosterEntry.cycle_id == cycle_id)
        .group_by(RosterEntry.place)
    )
    found = {path_of_place(place): (invited, excused) for place, invited, excused in rows}
    everywhere = {path[:depth] for path in found for depth in range(len(path) + 1)}
    names = _names(session, everywhere)
    return [
        Place(path, names.get(path[-1], path[-1]) if path else "", *found.get(path, (0, 0)))
        for path in sorted(everywhere | {ORGANISATION})
    ]


def _names(session: Session, paths: Iterable[Path]) -> dict[str, str]:
    wanted = {int(path[-1]) for path in paths if path}
    rows = session.execute(select(Team.id, Team.name).where(Team.id.in_(wanted)))
    return {str(number): name for number, name in rows}


def earlier_of(session: Session, cycle: Cycle) -> list[Earlier]:
    """What was published before of the same skills, whatever the pack was called, oldest first.

    Two statements per quarter.
    """
    rows = session.execute(
        select(Cycle, Snapshot.document)
        .join(Snapshot, Snapshot.cycle_id == Cycle.id)
        .where(
            Cycle.organisation_id == cycle.organisation_id,
            Cycle.id != cycle.id,
            Snapshot.kind == RESULTS,
            Snapshot.published_at.is_not(None),
        )
        .order_by(Cycle.quarter, Cycle.id)
    ).all()
    if not rows:
        return []
    pack, found = PackShelf().pack(session, cycle), []
    for before, document in rows:
        setting = setting_of(session, before, True)
        names = like_skills(pack, setting.pack)
        if names:
            found.append(Earlier(document, setting, members_of(session, before.id), names))
    return found
