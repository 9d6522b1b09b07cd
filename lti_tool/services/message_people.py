"""Who gets which message: by roster, role and taking part, never by a result.

The same question is asked when a message is made and again when it is sent, so that nobody is
reminded after finishing, and whoever left or was excused meanwhile is left in peace.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, SelectBase, bindparam, exists, false, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Booking,
    Coordinator,
    Cycle,
    Delivery,
    EvaluationDone,
    Person,
    RosterEntry,
    Scan,
    TeamManager,
    WorkshopSession,
)
from lti_tool.services.completions import who_finished

THANKED_WITHIN = timedelta(days=7)
NUDGED_AFTER = timedelta(days=14)
NUDGED_WITHIN = timedelta(days=28)
# At least so long there is between two mails about the same thing.
PEACE = timedelta(days=2)
COMES_AFTER: Mapping[str, tuple[str, ...]] = {
    "remind_1": ("invite",),
    "remind_2": ("invite", "remind_1"),
}
People = Select[int, int]
Wanted = Select[Person]
Audience = Callable[[Session, Cycle, datetime], People]

# In which states of its cycle a message still makes sense.
MAKES_SENSE: Mapping[str, tuple[str, ...]] = {
    "announce": ("planned", "ready"),
    "kit": ("planned", "ready", "open"),
    "invite": ("open",),
    "remind_1": ("open",),
    "remind_2": ("open",),
    "thanks": ("open", "closed", "published"),
    "nudge": ("open", "closed", "published"),
    "feedback": ("published", "archived"),
    "evaluate": ("closed", "published"),
}


def _living(cycle: Cycle) -> ColumnElement[bool]:
    return (
        (Person.organisation_id == cycle.organisation_id)
        & Person.erased_at.is_(None)
        & Person.rehearsal.is_(False)
    )


def _people(cycle: Cycle) -> People:
    return select(Person.id, Person.platform_id).where(_living(cycle)).order_by(Person.id)


def coordinators(session: Session, cycle: Cycle, now: datetime) -> People:
    """Whom an admin has confirmed as L&D."""
    return _people(cycle).where(exists().where(Coordinator.person_id == Person.id))


def managers(session: Session, cycle: Cycle, now: datetime) -> People:
    """Who leads a team or a department."""
    return _people(cycle).where(exists().where(TeamManager.person_id == Person.id))


def invited(session: Session, cycle: Cycle, now: datetime) -> People:
    """Everybody on the frozen roster who is not excused."""
    entry = (RosterEntry.person_id == Person.id) & (RosterEntry.cycle_id == cycle.id)
    return (
        _people(cycle)
        .join(RosterEntry, entry)
        .where(~RosterEntry.excused, Person.excused.is_(False))
    )


def not_finished(session: Session, cycle: Cycle, now: datetime) -> People:
    """Those of them who have yet to finish the scan."""
    return invited(session, cycle, now).where(~_finished(cycle))


def _finished(cycle: Cycle) -> ColumnElement[bool]:
    return exists().where(
        Scan.person_id == Person.id, Scan.cycle_id == cycle.id, Scan.submitted_at.is_not(None)
    )


def _completers(cycle: Cycle) -> People:
    scan = (Scan.person_id == Person.id) & (Scan.cycle_id == cycle.id)
    return _people(cycle).join(Scan, scan).where(Scan.submitted_at.is_not(None))


def thanked(session: Session, cycle: Cycle, now: datetime) -> People:
    """Everybody who finished the scan, on the roster or not."""
    return _completers(cycle)


def nudged(session: Session, cycle: Cycle, now: datetime) -> People:
    """Every completer who has booked and finished nothing, or nobody (DESIGN 6.2).

    Nobody, where it is not known who finished what: to nudge those who did would be wrong.
    """
    finished = who_finished(session, cycle.id, now)
    return _completers(cycle).where(false()) if finished is None else idle(cycle, now, finished)


def idle(cycle: Cycle, now: datetime, finished: SelectBase) -> People:
    """Completers of two weeks ago and before, who finished nothing and booked nothing.

    An enrolment that somebody was given does not count: under `targeted` it follows from a
    result, and so would the nudge.
    """
    booked = (
        select(Booking.person_id)
        .join(WorkshopSession, WorkshopSession.id == Booking.session_id)
        .where(WorkshopSession.cycle_id == cycle.id, Booking.left_at.is_(None))
    )
    done = _completers(cycle).where(Scan.submitted_at <= now - NUDGED_AFTER)
    return done.where(Person.id.not_in(booked), Person.id.not_in(finished))


def looking_back(session: Session, cycle: Cycle, now: datetime) -> People:
    """Who took part or leads a team, and has filled in no form about this cycle yet."""
    leads = exists().where(TeamManager.person_id == Person.id)
    given = exists().where(
        EvaluationDone.person_id == Person.id, EvaluationDone.cycle_id == cycle.id
    )
    return _people(cycle).where(_finished(cycle) | leads, ~given)


AUDIENCES: Mapping[str, Audience] = {
    "announce": coordinators,
    "kit": managers,
    "invite": not_finished,
    "remind_1": not_finished,
    "remind_2": not_finished,
    "thanks": thanked,
    "nudge": nudged,
    "feedback": invited,
    "evaluate": looking_back,
}


def crowded(session: Session, earlier: Collection[str], now: datetime) -> set[str]:
    """Which of these earlier messages have yet to go, or went so lately that one more nags.

    ``earlier`` are their names in the outbox. So it is when the mail server was away for long.
    """
    if not earlier:
        return set()
    recent = Delivery.settled_at > now - PEACE
    asked = select(Delivery.dedup).where(
        Delivery.dedup.in_(list(earlier)), Delivery.state.in_(("waiting", "sending")) | recent
    )
    return set(session.scalars(asked))


def wanted(session: Session, message: str, cycle: Cycle, now: datetime) -> Wanted:
    """The question to whom a message should still go, for :func:`still_wanted`.

    To be asked again and again: it is put together once.
    """
    audience = AUDIENCES[message](session, cycle, now).with_only_columns(Person)
    return audience.where(Person.id.in_(bindparam("people", expanding=True)))


def still_wanted(session: Session, question: Wanted, people: Collection[int]) -> dict[int, Person]:
    """Who of the people for whom a message was made should still have it, by id; one statement."""
    return {person.id: person for person in session.scalars(question, {"people": list(people)})}
