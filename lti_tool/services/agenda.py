"""Places as appointments in people's own agendas: a file, or an address that only they know.

An agenda is looked at by colleagues and stand-ins: the title is the same for every workshop
and says nothing of its subject, and each appointment is private.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from lti_tool.models import AgendaFeed, Booking, Cycle, Person, WorkshopSession
from lti_tool.services.bookings import LISTS_STAY
from lti_tool.visits import digest
from questionnaires.calendar import AMSTERDAM

PRODUCT = "-//Themascan//afspraken//NL"


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody's place at a session; ``scan_url`` is where it can be given back."""

    session: WorkshopSession
    booking: Booking
    scan_url: str

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place, or not with this person."""
        return self.booking.left_at is not None or self.session.cancelled_at is not None

    @property
    def sequence(self) -> int:
        """Goes up with each change of the session and of the place."""
        return self.session.sequence + self.booking.sequence


@dataclass(frozen=True, slots=True)
class AgendaWords:
    """What an appointment is called for everybody, and what the person reads in it."""

    title: str
    about: str


def appointments(session: Session, person: Person, now: datetime) -> list[Appointment]:
    """All places of a person that are to come or were lately, given back ones as well."""
    recent = WorkshopSession.ends_at > now - LISTS_STAY
    return _appointments(session, person, recent)


def appointment(session: Session, person: Person, session_id: int) -> Appointment | None:
    """A person's place at one session; None for who has none and never had."""
    found = _appointments(session, person, WorkshopSession.id == session_id)
    return found[0] if found else None


def _appointments(
    session: Session, person: Person, which: ColumnElement[bool]
) -> list[Appointment]:
    rows = session.execute(
        select(WorkshopSession, Booking, Cycle.scan_url)
        .join(Booking, Booking.session_id == WorkshopSession.id)
        .join(Cycle, Cycle.id == WorkshopSession.cycle_id)
        .where(Booking.person_id == person.id, Booking.placed, which)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
    )
    return [Appointment(*row) for row in rows]


def as_calendar(found: Iterable[Appointment], words: AgendaWords, now: datetime) -> bytes:
    """The appointments in iCalendar (RFC 5545), in local time with its rules for summer."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.title)
    for row in found:
        calendar.add_component(_event(row, words, now))
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _event(row: Appointment, words: AgendaWords, now: datetime) -> Event:
    session, event = row.session, Event()
    event.add("uid", f"{row.booking.uid}@themascan")
    event.add("sequence", row.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", session.starts_at.astimezone(AMSTERDAM))
    event.add("dtend", session.ends_at.astimezone(AMSTERDAM))
    event.add("summary", words.title)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if row.is_cancelled else "CONFIRMED")
    where = session.place or session.meeting_url
    if where:
        event.add("location", where)
    event.add("description", "\n".join(filter(None, (session.meeting_url, words.about))))
    if row.scan_url:
        event.add("url", row.scan_url)
    return event


def make_feed(session: Session, person: Person, now: datetime) -> str:
    """A new secret for the agenda's address; the earlier one works no more. Commits."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(AgendaFeed).where(AgendaFeed.person_id == person.id))
    session.add(AgendaFeed(person_id=person.id, token_hash=digest(token), made_at=now))
    session.commit()
    return token


def end_feed(session: Session, person: Person) -> None:
    """The agenda has no address any more. Commits."""
    session.execute(delete(AgendaFeed).where(AgendaFeed.person_id == person.id))
    session.commit()


def feed_since(session: Session, person: Person) -> datetime | None:
    """Since when there is an address that works."""
    return session.scalar(select(AgendaFeed.made_at).where(AgendaFeed.person_id == person.id))


def feed_owner(session: Session, token: str) -> Person | None:
    """Whose agenda a secret belongs to."""
    return session.scalar(
        select(Person)
        .join(AgendaFeed, AgendaFeed.person_id == Person.id)
        .where(AgendaFeed.token_hash == digest(token), Person.erased_at.is_(None))
    )
