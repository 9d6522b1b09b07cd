"""The words of a message about a place: found when it is sent, and none when it is out of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Booking, BookingNotice, Person, WorkshopSession
from lti_tool.services.agenda import AgendaWords, Appointment, as_calendar
from lti_tool.services.booking_mails import booking_parcel
from lti_tool.services.message_letters import (
    NO_LINK,
    Reader,
    Round,
    contents_of,
    fields_of,
    reader_of,
)
from lti_tool.services.message_texts import Written, booking_phrase, written
from lti_tool.services.outbox import parcel_name
from lti_tool.vault import Vault
from questionnaires.calendar import AMSTERDAM

# With these comes the appointment: to add it, to move it, or to take it away.
WITH_APPOINTMENT = ("placed", "promoted", "changed", "cancelled")


@dataclass(frozen=True, slots=True)
class BookingLetter:
    """A message that is ready to go; ``calendar`` is empty when no appointment goes with it."""

    reader: Reader
    words: Written
    name: str
    calendar: bytes


def letter_of(
    session: Session, vault: Vault, payload: Mapping[str, Any], at: Round, now: datetime
) -> BookingLetter | None:
    """The message of a row of the outbox; None when it has lost its sense.

    Raises ``Refused`` when there is nowhere to lead to, or an address does not open.
    """
    kind = str(payload["message"]).removeprefix("booking_")
    notice = _notice(session, int(payload["booking"]), kind, int(payload["turn"]))
    if notice is None:
        return None
    booking = session.get_one(Booking, notice.booking_id)
    workshop = session.get_one(WorkshopSession, booking.session_id)
    if not _still_true(notice, booking, workshop, now):
        return None
    if not at.cycle.scan_url:
        raise NO_LINK
    person, link = session.get_one(Person, booking.person_id), at.cycle.scan_url
    reader = reader_of(vault, person, at.organisation)
    fields = _fields(at, reader, workshop)
    return BookingLetter(
        reader=reader,
        words=written(f"booking_{kind}", contents_of(at, reader.language, fields)),
        name=parcel_name(vault, booking_parcel(notice, booking, at.cycle.id, now)),
        calendar=_calendar(kind, Appointment(workshop, booking, link), reader, fields),
    )


def _notice(session: Session, booking_id: int, kind: str, turn: int) -> BookingNotice | None:
    return session.scalar(
        select(BookingNotice).where(
            BookingNotice.booking_id == booking_id,
            BookingNotice.kind == kind,
            BookingNotice.turn == turn,
        )
    )


def _still_true(
    notice: BookingNotice, booking: Booking, workshop: WorkshopSession, now: datetime
) -> bool:
    """Whether it is news and true at this moment, after what may have changed since."""
    if workshop.starts_at <= now:
        return False
    if notice.kind == "cancelled":
        return workshop.cancelled_at is not None
    if booking.left_at is not None or workshop.cancelled_at is not None:
        return False
    if notice.kind == "changed":
        return notice.turn == workshop.sequence
    return notice.turn == booking.number and booking.placed is (notice.kind != "waiting")


def _fields(at: Round, reader: Reader, workshop: WorkshopSession) -> dict[str, str]:
    starts, ends = (
        moment.astimezone(AMSTERDAM) for moment in (workshop.starts_at, workshop.ends_at)
    )
    offers = {offer.id: offer.title for offer in at.pack.in_language(reader.language).offers}
    where = "place" if workshop.place else ("online" if workshop.meeting_url else "nowhere")
    return {
        **fields_of(at, reader),
        "activity": offers.get(workshop.offer_id, workshop.title),
        "day": str(format_date(starts, "EEEE d MMMM", locale=reader.language)),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "where": booking_phrase(where, reader.language, {"place": workshop.place}),
    }


def _calendar(
    kind: str, appointment: Appointment, reader: Reader, fields: Mapping[str, str]
) -> bytes:
    if kind not in WITH_APPOINTMENT or not appointment.booking.placed:
        return b""
    title, about = (booking_phrase(name, reader.language, fields) for name in ("title", "about"))
    return as_calendar([appointment], AgendaWords(title, about), _stamp(appointment))


def _stamp(appointment: Appointment) -> datetime:
    # The same at every try, so that a mail that is sent again is the same mail.
    return appointment.session.cancelled_at or appointment.booking.asked_at
