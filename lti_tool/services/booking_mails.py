"""From what people are to be told about their places to messages in the outbox, each once.

What is told is written down with the booking itself, in one transaction. A job makes messages
of it, so that whoever gives a place back need not know who can be reached, and how.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from lti_tool.models import Booking, BookingNotice, Person, WorkshopSession
from lti_tool.services.mail_hours import next_mail_moment
from lti_tool.services.messages import MAIL, reached
from lti_tool.services.outbox import Parcel, Sender, queue
from lti_tool.toolbox import Toolbox

A_BATCH = 200
Found = Row[BookingNotice, Booking, WorkshopSession, Person]


def booking_parcel(
    notice: BookingNotice, booking: Booking, cycle_id: int, not_before: datetime
) -> Parcel:
    """The message of one notice; like every other it stands sealed in the outbox."""
    message = f"booking_{notice.kind}"
    return Parcel(
        kind=MAIL,
        identity=(message, booking.uid, notice.turn),
        payload={
            "message": message,
            "person": booking.person_id,
            "cycle": cycle_id,
            "booking": booking.id,
            "turn": notice.turn,
        },
        not_before=not_before,
        topic=message,
    )


def tell_bookings(session: Session, tools: Toolbox, now: datetime) -> Iterator[str]:
    """Make messages of what is to be told, for whom a message can reach. Commits.

    A line when there was something. Who cannot be reached reads it on the own page.
    """
    count = 0
    while found := _open(session):
        for notice, booking, workshop, person in found:
            there = reached(session, tools, person.organisation_id)
            if session.scalar(select(Person.id).where(Person.id == person.id, there)) is not None:
                sender = Sender(workshop.organisation_id, person.platform_id, workshop.cycle_id)
                parcel = booking_parcel(notice, booking, workshop.cycle_id, next_mail_moment(now))
                count += queue(session, tools.vault, sender, [parcel], now).new
            notice.queued_at = now
        session.commit()
    if count:
        yield f"told about places at workshops: {count}"


def _open(session: Session) -> Sequence[Found]:
    waiting = _notices().where(BookingNotice.queued_at.is_(None))
    return session.execute(waiting.order_by(BookingNotice.id).limit(A_BATCH)).all()


def _notices() -> Select[BookingNotice, Booking, WorkshopSession, Person]:
    return (
        select(BookingNotice, Booking, WorkshopSession, Person)
        .join(Booking, Booking.id == BookingNotice.booking_id)
        .join(WorkshopSession, WorkshopSession.id == Booking.session_id)
        .join(Person, Person.id == Booking.person_id)
    )


def parcels_of(session: Session, person: Person, now: datetime) -> Iterator[tuple[Parcel, str]]:
    """Every message about the person's places, with its name."""
    for row in session.execute(_notices().where(Person.id == person.id)).all():
        notice, booking, workshop, _person = row
        parcel = booking_parcel(notice, booking, workshop.cycle_id, now)
        yield parcel, parcel.topic
