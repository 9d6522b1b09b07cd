"""The roster as it stands, by team and in counts; no names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, TeamManager
from lti_tool.services.roster.teams import Node, known_nodes


@dataclass(frozen=True, slots=True)
class TeamCount:
    """One node of the tree: (department, team), with who is in it itself and who leads it."""

    node: Node
    people: int
    leaders: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A platform's roster in counts; ``open_cycle`` tells that a scan runs just now."""

    people: int
    excused: int
    without_group: int
    without_team: int
    teams: tuple[TeamCount, ...]
    open_cycle: bool


def standing(session: Session, platform_id: int, organisation_id: int) -> Standing:
    """Count it; four statements."""
    here = Person.platform_id == platform_id
    rows = session.execute(
        select(
            Person.team_id,
            func.count(),
            func.sum(case((Person.excused, 1), else_=0)),
            func.sum(case((Person.function_group.is_(None), 1), else_=0)),
        )
        .where(here, Person.on_roster, Person.erased_at.is_(None), Person.rehearsal.is_(False))
        .group_by(Person.team_id)
    ).all()
    led = session.execute(
        select(TeamManager.team_id, func.count())
        .join(Person, Person.id == TeamManager.person_id)
        .where(here)
        .group_by(TeamManager.team_id)
    )
    leaders = {row[0]: row[1] for row in led}
    people = {team: count for team, count, _, _ in rows}
    nodes = known_nodes(session, organisation_id)
    counts = (
        TeamCount(node, people.get(team, 0), leaders.get(team, 0))
        for node, team in sorted(nodes.items())
    )
    running = select(Cycle.id).where(
        Cycle.organisation_id == organisation_id, Cycle.state == "open"
    )
    return Standing(
        people=sum(people.values()),
        excused=sum(row[2] for row in rows),
        without_group=sum(row[3] for row in rows),
        without_team=people.get(None, 0),
        teams=tuple(row for row in counts if row.people or row.leaders),
        open_cycle=session.scalars(running.limit(1)).first() is not None,
    )
