"""Somebody launched before the roster came: what the roster says moves to who we know."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, DataLink, Person, RosterBefore, RosterEntry, Scan, TeamManager
from lti_tool.services.rehearsed import become_real

FACTS = (
    "lms_user_id",
    "match_kind",
    "match_value",
    "function_group",
    "team_id",
    "on_roster",
    "excused",
    "from_lms",
    "first_name_sealed",
    "email_sealed",
)


def take_place(session: Session, person: Person, waiting: Person) -> None:
    """Give ``person`` the place of ``waiting``, a row of the roster that nobody launched as.

    The scans stay with the person, whose key they are sealed with. The emptied row keeps
    its part in cycles that are over, so that no figure of those changes. What somebody only
    rehearsed goes: the roster knows them, so they are no test account. Caller commits.
    """
    _hold(session, person, waiting)
    become_real(session, person)
    facts = {name: getattr(waiting, name) for name in FACTS}
    waiting.lms_user_id = waiting.match_kind = waiting.match_value = None
    waiting.first_name_sealed = waiting.email_sealed = None
    waiting.on_roster = False
    session.flush()  # the keys are unique: they are given up before they are taken
    for name, value in facts.items():
        setattr(person, name, value or getattr(person, name))
    _move_entries(session, person, waiting)
    for table in (TeamManager, DataLink, RosterBefore):
        session.execute(
            update(table)
            .where(table.person_id == waiting.id)
            .values(person_id=person.id)
            .execution_options(synchronize_session=False)
        )


def _hold(session: Session, *people: Person) -> None:
    # As they are by now, in the order in which a roster run takes them: neither waits for ever.
    ids = [person.id for person in people]
    held = select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    now = {"populate_existing": True}
    session.scalars(held.with_for_update(key_share=True), execution_options=now).all()


def _move_entries(session: Session, person: Person, waiting: Person) -> None:
    invited = select(RosterEntry.cycle_id).where(RosterEntry.person_id == person.id)
    running = select(Cycle.id).where(Cycle.state == "open", Cycle.id.not_in(invited))
    moved = session.scalars(
        update(RosterEntry)
        .where(RosterEntry.person_id == waiting.id, RosterEntry.cycle_id.in_(running))
        .values(person_id=person.id)
        .returning(RosterEntry.cycle_id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        update(Scan)
        .where(Scan.person_id == person.id, Scan.cycle_id.in_(moved))
        .values(outside_roster=False)
        .execution_options(synchronize_session=False)
    )
