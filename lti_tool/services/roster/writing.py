"""What an import writes; each function takes a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, insert, not_, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, RosterEntry, Scan, TeamManager
from lti_tool.services.roster.drafting import Line, Place
from lti_tool.services.roster.teams import Node

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows for new people and for known ones; ids of who leaves, and of who loses the key."""

    new: tuple[Fields, ...]
    old: tuple[Fields, ...]
    gone: tuple[int, ...]
    losers: tuple[int, ...]


def write_people(session: Session, place: Place, plan: Plan) -> None:
    """Bring the people to what the plan says; who leaves leads no team any more."""
    # Keys are freed first: they are unique, and may have gone to somebody else.
    free = [{"id": number, "match_kind": None, "match_value": None} for number in plan.losers]
    gone = [{"id": number, "on_roster": False} for number in plan.gone]
    for rows in (free, gone, list(plan.old)):
        if rows:
            session.execute(update(Person), rows)
    if plan.new:
        session.execute(insert(Person), list(plan.new))
    left = select(Person.id).where(
        Person.platform_id == place.platform_id, Person.on_roster.is_(False)
    )
    session.execute(
        delete(TeamManager)
        .where(TeamManager.person_id.in_(left))
        .execution_options(synchronize_session=False)
    )


def write_managers(
    session: Session, place: Place, lines: Sequence[Line], nodes: Mapping[Node, int]
) -> None:
    """Make the platform's managers who the roster says they are."""
    ours = select(Person.id).where(Person.platform_id == place.platform_id)
    session.execute(
        delete(TeamManager)
        .where(TeamManager.person_id.in_(ours))
        .execution_options(synchronize_session=False)
    )
    leaders = [line for line in lines if line.after.leads]
    ids = _ids(session, place, leaders)
    rows = [
        {"person_id": ids[line.match.row.line], "team_id": nodes[node]}
        for line in leaders
        for node in sorted(line.after.leads)
    ]
    if rows:
        session.execute(insert(TeamManager), rows)


def _ids(session: Session, place: Place, lines: Sequence[Line]) -> dict[int, int]:
    people = session.execute(
        select(Person.id, Person.lms_user_id, Person.match_kind, Person.match_value).where(
            Person.platform_id == place.platform_id, Person.on_roster
        )
    ).all()
    by_lms = {row.lms_user_id: row.id for row in people}
    by_key = {(row.match_kind, row.match_value): row.id for row in people}
    matches = [line.match for line in lines]
    return {
        match.row.line: by_lms[match.lms_user_id] if match.lms_user_id else by_key[match.key]
        for match in matches
    }


def excuse(session: Session, place: Place) -> None:
    """Bring the frozen rosters of open cycles up to date.

    Who leaves or is excused during a cycle counts as excused (DESIGN 4), who comes back does
    not; whoever has taken the scan stays as they are.
    """
    running = select(Cycle.id).where(
        Cycle.organisation_id == place.organisation_id, Cycle.state == "open"
    )
    ours = select(Person.id).where(
        Person.platform_id == place.platform_id, Person.erased_at.is_(None)
    )
    done = exists().where(
        Scan.cycle_id == RosterEntry.cycle_id,
        Scan.person_id == RosterEntry.person_id,
        Scan.submitted_at.is_not(None),
    )
    away = select(or_(Person.excused, not_(Person.on_roster)))
    session.execute(
        update(RosterEntry)
        .where(RosterEntry.cycle_id.in_(running), RosterEntry.person_id.in_(ours), not_(done))
        .values(excused=away.where(Person.id == RosterEntry.person_id).scalar_subquery())
        .execution_options(synchronize_session=False)
    )
