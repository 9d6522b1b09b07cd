"""What a test account did, taken away again: no figure ever held any of it."""

from __future__ import annotations

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    AgendaFeed,
    Booking,
    Completion,
    Cycle,
    EvaluationDone,
    Person,
    Scan,
    TalkRequest,
    WorklistEntry,
)
from lti_tool.services.bookings import drop

TRACES = (Scan, TalkRequest, Completion, EvaluationDone, AgendaFeed, WorklistEntry)


def take_back(session: Session, person: Person) -> None:
    """Drop what somebody did as a test account; the caller commits.

    Their places were among test accounts only, so nobody moves up for them.
    """
    for table in TRACES:
        gone = delete(table).where(table.person_id == person.id)
        session.execute(gone.execution_options(synchronize_session=False))
    drop(session, select(Booking.id).where(Booking.person_id == person.id))


def become_real(session: Session, person: Person) -> None:
    """Somebody of the roster is no test account: they begin anew; the caller commits."""
    if person.rehearsal:
        take_back(session, person)
        person.rehearsal = False


def settle_joined(session: Session, platform_id: int) -> int:
    """The same for whoever the roster of a platform now names; how many that were."""
    found = session.scalars(
        select(Person)
        .where(Person.platform_id == platform_id, Person.on_roster, Person.rehearsal)
        .order_by(Person.id)
        .execution_options(populate_existing=True)
    ).all()
    for person in found:
        become_real(session, person)
    return len(found)


def forget_before_opening(session: Session, cycle: Cycle) -> None:
    """Drop scans that test accounts took before a cycle opened: its pack is frozen only now.

    The caller commits.
    """
    test = exists().where(Person.id == Scan.person_id, Person.rehearsal)
    gone = delete(Scan).where(Scan.cycle_id == cycle.id, test)
    session.execute(gone.execution_options(synchronize_session=False))
