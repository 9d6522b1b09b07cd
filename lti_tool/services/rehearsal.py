"""A rehearsal: test accounts of the LMS walk through the scan, and no figure notices.

Only an account that stands on no roster and did nothing yet becomes a test account, at its own
launch and by its own word, while a rehearsal is on. Nobody can do that to somebody else, so
nobody's taking part is moved into or out of a figure to see what changes (DESIGN 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Booking,
    Completion,
    Coordinator,
    EvaluationDone,
    Organisation,
    Person,
    RosterBefore,
    RosterEntry,
    Scan,
    TalkRequest,
    TeamManager,
)
from lti_tool.services.erasing import let_go
from lti_tool.services.hand import Hand
from lti_tool.services.rehearsed import take_back
from lti_tool.vault import Vault

DAYS = 14
# Whoever has one of these is somebody already, and stays who they are.
SOMEBODY = (
    Scan,
    RosterEntry,
    RosterBefore,
    Booking,
    Completion,
    EvaluationDone,
    TalkRequest,
    TeamManager,
    Coordinator,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rehearsal stands: when it ends, or None; and what there is to clean up, in counts."""

    until: datetime | None
    accounts: int
    begun: int
    done: int
    places: int


def ends_at(session: Session, organisation_id: int, now: datetime) -> datetime | None:
    """When the rehearsal that is on ends; None when there is none."""
    # A page of a visit has read this row already.
    until = session.get_one(Organisation, organisation_id).rehearsal_until
    return until if until is not None and until > now else None


def switch_on(session: Session, hand: Hand) -> None:
    """Let test accounts try for two weeks from now, again or anew; commits."""
    until = hand.now + timedelta(days=DAYS)
    session.get_one(Organisation, hand.organisation_id).rehearsal_until = until
    session.add(hand.line(f"rehearsal until {until.date()}"))
    session.commit()


def switch_off(session: Session, hand: Hand) -> None:
    """No account becomes a test account any more; commits. The clean-up is for the night."""
    if ends_at(session, hand.organisation_id, hand.now) is not None:
        session.get_one(Organisation, hand.organisation_id).rehearsal_until = hand.now
        session.add(hand.line("rehearsal ended"))
    session.commit()


def may_join(session: Session, person: Person, now: datetime) -> bool:
    """Whether this account may say of itself that it is for testing; two statements."""
    if person.on_roster or person.rehearsal or person.erased_at is not None:
        return False
    if ends_at(session, person.organisation_id, now) is None:
        return False
    return not session.scalar(select(_is_somebody(person)))


def _is_somebody(person: Person) -> ColumnElement[bool]:
    found = exists().where(SOMEBODY[0].person_id == person.id)
    known: ColumnElement[bool] = found
    for table in SOMEBODY[1:]:
        known = known | exists().where(table.person_id == person.id)
    return known


def join(session: Session, person: Person, now: datetime) -> bool:
    """The account's own word that it is for testing; commits. False when it may not."""
    # Locked, so that no roster run and no scan of the same account comes in between.
    session.refresh(person, with_for_update=True)
    if not may_join(session, person, now):
        session.rollback()
        return False
    person.rehearsal = True
    session.commit()
    return True


def standing(session: Session, organisation_id: int, now: datetime) -> Standing:
    """Count what test accounts left; four statements, and no result is looked at."""
    tests = _test_accounts(organisation_id)
    ids = tests.with_only_columns(Person.id)
    scans = select(func.count(), func.count(Scan.submitted_at)).where(Scan.person_id.in_(ids))
    begun, done = session.execute(scans).one()
    places = select(func.count(Booking.id)).where(
        Booking.person_id.in_(ids), Booking.left_at.is_(None)
    )
    return Standing(
        until=ends_at(session, organisation_id, now),
        accounts=session.scalar(tests.with_only_columns(func.count(Person.id))) or 0,
        begun=begun,
        done=done,
        places=session.scalar(places) or 0,
    )


def clean_up(session: Session, vault: Vault, hand: Hand) -> int:
    """Erase all test accounts with all that they did; how many. Commits after each.

    What the LMS has stays there, as with an erasure; what has not gone yet is taken back.
    """
    count = _clean(session, vault, hand.organisation_id, hand.now)
    if count:
        session.add(hand.line(f"rehearsal: {count} test accounts cleaned up"))
    session.commit()
    return count


def clean_what_ended(session: Session, vault: Vault, organisation_id: int, now: datetime) -> int:
    """The same by itself once a rehearsal is over; how many accounts."""
    if ends_at(session, organisation_id, now) is not None:
        return 0
    count = _clean(session, vault, organisation_id, now)
    session.get_one(Organisation, organisation_id).rehearsal_until = None
    session.commit()
    return count


def _clean(session: Session, vault: Vault, organisation_id: int, now: datetime) -> int:
    asked = _test_accounts(organisation_id).order_by(Person.id)
    found = session.scalars(asked).all()
    for person in found:
        # First what was sent is looked for by the scans, then these go too.
        let_go(session, vault, person, now)
        take_back(session, person)
        session.commit()
    return len(found)


def _test_accounts(organisation_id: int) -> Select[Person]:
    return select(Person).where(
        Person.organisation_id == organisation_id,
        Person.rehearsal,
        Person.erased_at.is_(None),
    )
