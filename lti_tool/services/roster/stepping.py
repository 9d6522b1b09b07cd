"""One step back: what the roster was before its last run, until the next run or an opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    Change,
    Cycle,
    Person,
    Platform,
    RosterBefore,
    RosterSetting,
    Team,
    TeamManager,
)
from lti_tool.services.faults import Faults
from lti_tool.services.rehearsed import settle_joined
from lti_tool.services.roster.drafting import Place
from lti_tool.services.roster.facts import Reader
from lti_tool.services.roster.holding import hold_roster
from lti_tool.services.roster.matching import Known
from lti_tool.services.roster.runs import note_run
from lti_tool.services.roster.writing import excuse

STEPS_STAY = timedelta(days=30)
FACTS = ("function_group", "team_id", "excused", "first_name_sealed", "email_sealed", "from_lms")
TOO_LATE = "there is no step back any more: import the roster that it should be"


def remember(
    session: Session, place: Place, people: Sequence[Known], reader: Reader, now: datetime
) -> None:
    """Keep the roster as it is, in place of the one kept before; the caller commits."""
    _drop(session, RosterBefore.platform_id == place.platform_id)
    numbers = {node: number for number, node in reader.nodes.items()}
    rows = [
        {
            "platform_id": place.platform_id,
            "person_id": person.id,
            "made_at": now,
            "manages": sorted(numbers[node] for node in reader.leads.get(person.id, ())),
            **{name: getattr(person, name) for name in FACTS},
        }
        for person in people
        if person.on_roster
    ]
    if rows:
        session.execute(insert(RosterBefore), rows)


def can_step_back(session: Session, platform_id: int, now: datetime) -> bool:
    """Whether the last run can still be taken back."""
    made = session.scalar(
        select(RosterSetting.step_back_from).where(RosterSetting.platform_id == platform_id)
    )
    if made is None or made <= now - STEPS_STAY:
        return False
    opened = exists().where(
        Platform.id == platform_id,
        Cycle.organisation_id == Platform.organisation_id,
        Cycle.opened_at > made,
    )
    return not session.scalar(select(opened))


def step_back(session: Session, platform_id: int, now: datetime, actor: str) -> None:
    """Make the roster what it was before its last run; commits. Raises :class:`Faults`.

    Whoever came with that run leaves again. Keys stay with whom the LMS says they belong to,
    and whoever was erased or has become somebody's place since stays as they are.
    """
    organisation_id = session.get_one(Platform, platform_id).organisation_id
    hold_roster(session, organisation_id)
    if not can_step_back(session, platform_id, now):
        raise Faults(TOO_LATE)
    place = Place(platform_id, organisation_id)
    teams = set(session.scalars(select(Team.id).where(Team.organisation_id == organisation_id)))
    kept = session.scalars(
        select(RosterBefore)
        .join(Person, Person.id == RosterBefore.person_id)
        .where(RosterBefore.platform_id == platform_id, Person.erased_at.is_(None))
        .order_by(Person.id, RosterBefore.id)
        .with_for_update(of=Person, key_share=True)
    ).all()
    _put_back(session, place, kept, teams)
    excuse(session, place)
    _drop(session, RosterBefore.platform_id == platform_id)
    note_run(session, place, "", "back", now)
    session.get_one(RosterSetting, platform_id).step_back_from = None
    what = f"roster of platform {platform_id}: one step back"
    session.add(Change(organisation_id=organisation_id, at=now, actor=actor, what=what))
    session.commit()


def _put_back(
    session: Session, place: Place, kept: Sequence[RosterBefore], teams: set[int]
) -> None:
    ours = Person.platform_id == place.platform_id
    off = update(Person).where(ours, Person.on_roster).values(on_roster=False)
    session.execute(off.execution_options(synchronize_session=False))
    last = {row.person_id: row for row in kept}.values()
    rows = [
        {
            "id": row.person_id,
            "on_roster": True,
            **{name: getattr(row, name) for name in FACTS},
            "team_id": row.team_id if row.team_id in teams else None,
        }
        for row in last
    ]
    if rows:
        session.execute(update(Person), rows)
    settle_joined(session, place.platform_id)
    people = select(Person.id).where(ours)
    gone = delete(TeamManager).where(TeamManager.person_id.in_(people))
    session.execute(gone.execution_options(synchronize_session=False))
    leads = [
        {"person_id": row.person_id, "team_id": team}
        for row in last
        for team in row.manages
        if team in teams
    ]
    if leads:
        session.execute(insert(TeamManager), leads)


def forget_steps(session: Session, now: datetime) -> int:
    """Drop what can no longer be gone back to; the caller commits."""
    opened = exists().where(
        Platform.id == RosterBefore.platform_id,
        Cycle.organisation_id == Platform.organisation_id,
        Cycle.opened_at > RosterBefore.made_at,
    )
    return _drop(session, or_(RosterBefore.made_at <= now - STEPS_STAY, opened))


def _drop(session: Session, over: ColumnElement[bool]) -> int:
    gone = session.scalars(
        delete(RosterBefore)
        .where(over)
        .returning(RosterBefore.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
