"""The year plan as a calendar that programs fetch, at an address that only admins know."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from icalendar import Calendar, Event
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.models import CalendarFeed, Cycle, Organisation, ThemePackRow
from lti_tool.services.cycles import dates_of
from lti_tool.services.moments import history_of, settled_moments
from lti_tool.services.planning import note
from lti_tool.visits import digest
from questionnaires.calendar import DAY
from questionnaires.moments import Kind, moments

WORDS = {
    "kit": "kit voor leidinggevenden: {theme}",
    "opens": "scan open: {theme}",
    "closes": "laatste dag van de scan: {theme}",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A day of the plan; ``uid`` stays the same when the day moves."""

    uid: str
    day: date
    words: str
    stamp: datetime


def make_feed(session: Session, organisation_id: int, now: datetime) -> str:
    """A new secret for the calendar's address; the earlier one works no more. Commits."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(CalendarFeed).where(CalendarFeed.organisation_id == organisation_id))
    session.add(
        CalendarFeed(organisation_id=organisation_id, token_hash=digest(token), made_at=now)
    )
    note(session, organisation_id, now, "calendar address made")
    session.commit()
    return token


def end_feed(session: Session, organisation_id: int, now: datetime) -> None:
    """The calendar has no address any more. Commits."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.organisation_id == organisation_id))
    note(session, organisation_id, now, "calendar address ended")
    session.commit()


def has_feed(session: Session, organisation_id: int) -> bool:
    """Whether there is an address that works."""
    asked = select(CalendarFeed.id).where(CalendarFeed.organisation_id == organisation_id)
    return session.scalar(asked) is not None


def feed(session: Session, token: str) -> bytes | None:
    """The calendar of the organisation that this secret belongs to; None for any other.

    It has themes and days: who took part, or how, is nowhere in it.
    """
    organisation = session.scalars(
        select(Organisation)
        .join(CalendarFeed, CalendarFeed.organisation_id == Organisation.id)
        .where(CalendarFeed.token_hash == digest(token))
    ).first()
    if organisation is None:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Themascan//jaarplan//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Themascan {organisation.name}")
    for entry in _entries(session, organisation.id):
        calendar.add_component(_event(entry))
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + DAY)
    event.add("summary", f"Themascan, {entry.words}")
    event.add("transp", "TRANSPARENT")
    return event


def _entries(session: Session, organisation_id: int) -> Iterator[Entry]:
    rows = session.execute(
        select(Cycle, ThemePackRow.title)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == organisation_id, Cycle.state != "draft")
        .order_by(Cycle.opens, Cycle.id)
    )
    for cycle, theme in rows:
        for what, day in _days(session, cycle).items():
            words = WORDS[what].format(theme=theme)
            yield Entry(f"cycle-{cycle.id}-{what}@themascan", day, words, cycle.planned_at)


def _days(session: Session, cycle: Cycle) -> dict[str, date]:
    history = history_of(cycle, settled_moments(session, cycle.id))
    kit = next(x for x in moments(dates_of(cycle), history) if x.kind is Kind.KIT)
    days = {} if kit.skipped else {"kit": kit.day}
    return {**days, "opens": cycle.opens, "closes": cycle.closes}
