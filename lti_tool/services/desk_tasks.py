"""What waits for a coordinator, as numbers: nobody is named, and nothing is told of a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Booking, Person, TalkRequest, WorklistEntry, WorkshopSession
from lti_tool.services.bookings import LISTS_STAY


@dataclass(frozen=True, slots=True)
class DeskTasks:
    """``requests`` of colleagues; ``by_hand``: enrolments to make; ``unticked``: sessions.

    Unticked are sessions that are over and had guests, while nobody said who was there.
    """

    requests: int
    by_hand: int
    unticked: int

    def __bool__(self) -> bool:
        return any((self.requests, self.by_hand, self.unticked))


def desk_tasks(session: Session, organisation_id: int, now: datetime) -> DeskTasks:
    """Everything that waits in an organisation; one statement."""
    counts = (
        _count(TalkRequest).where(TalkRequest.organisation_id == organisation_id),
        _count(WorklistEntry).where(
            WorklistEntry.organisation_id == organisation_id, WorklistEntry.done_at.is_(None)
        ),
        _unticked(organisation_id, now),
    )
    row = session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return DeskTasks(*row)


def _count(model: type[TalkRequest | WorklistEntry | WorkshopSession]) -> Select[int]:
    return select(func.count()).select_from(model)


def _unticked(organisation_id: int, now: datetime) -> Select[int]:
    guest = (
        exists()
        .where(Booking.session_id == WorkshopSession.id, Booking.person_id == Person.id)
        .where(Booking.placed, Booking.left_at.is_(None), Person.rehearsal.is_(False))
        .correlate(WorkshopSession)
    )
    # As long as there are names to tick off.
    lately = WorkshopSession.ends_at.between(now - LISTS_STAY, now)
    return (
        _count(WorkshopSession)
        .where(WorkshopSession.organisation_id == organisation_id, lately)
        .where(WorkshopSession.cancelled_at.is_(None))
        .where(guest.where(Booking.attended.is_(None)))
        .where(~guest.where(Booking.attended.is_not(None)))
    )
