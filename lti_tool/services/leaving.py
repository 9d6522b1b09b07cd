"""People who have left: first what mails needed goes, then, with their last result, they do.

Somebody has left who is on no roster: not the present one, nor that of a cycle that still runs.
Whoever comes back before the end finds everything again; after it, begins anew.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    Booking,
    Coordinator,
    Cycle,
    Organisation,
    Person,
    RosterEntry,
    Scan,
    TeamManager,
    Visit,
)
from lti_tool.services.erasing import let_go
from lti_tool.services.sealed import GONE
from lti_tool.vault import Vault

# The rest of a large organisation goes the next nights.
A_NIGHT = 500
HOLDS = (Visit, Booking, Coordinator, TeamManager)


def forget_addresses(session: Session) -> int:
    """Names and addresses of people who have left: nobody writes to them. Caller commits."""
    kept = or_(Person.first_name_sealed.is_not(None), Person.email_sealed.is_not(None))
    rows = session.scalars(
        update(Person)
        .where(_has_left(), kept)
        .values(first_name_sealed=None, email_sealed=None)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())


def forget_leavers(
    session: Session, vault: Vault, organisation: Organisation, limit: datetime, now: datetime
) -> int:
    """Erase who has left, was there before ``limit``, and of whom no result is kept.

    Commits after each, as it may take long: each is asked about again when its turn comes.
    """
    result = exists().where(Scan.person_id == Person.id, Scan.outcome_sealed != GONE)
    holds = [exists().where(table.person_id == Person.id) for table in HOLDS]
    mine = (Person.organisation_id == organisation.id) & (Person.created_at < limit)
    gone = select(Person.id).where(mine, _has_left(), ~or_(result, *holds))
    numbers = session.scalars(gone.order_by(Person.id).limit(A_NIGHT)).all()
    session.commit()
    count = 0
    for number in numbers:
        person = _held(session, number)
        if person is not None and session.scalar(gone.where(Person.id == number)) is not None:
            let_go(session, vault, person, now)
            count += 1
        session.commit()
    return count


def _held(session: Session, number: int) -> Person | None:
    # Held first and asked then, so that nobody comes back in between.
    return session.get(Person, number, populate_existing=True, with_for_update={"key_share": True})


def _has_left() -> ColumnElement[bool]:
    running = exists().where(
        RosterEntry.person_id == Person.id,
        RosterEntry.cycle_id == Cycle.id,
        Cycle.state != "archived",
    )
    return Person.on_roster.is_(False) & Person.erased_at.is_(None) & ~running
