"""The sessions of an offer in hand, with everybody who has a place or waits for one.

Whoever has them holds their rows, so that two who click for the last place come one after the
other: ``SELECT … FOR UPDATE`` on PostgreSQL, and on SQLite the write lock that every
transaction begins with.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Booking, Person, WorkshopSession
from lti_tool.vault import Vault
from questionnaires.waiting_list import Entry, Lists, News, SessionList, Step

# What is an hour to walk in on can be visited as often as somebody likes.
AS_OFTEN_AS_LIKED = "inloop"


class NoSuchSession(Exception):
    """There is no such session to come: it was never there, is cancelled, or has begun."""


@dataclass(frozen=True, slots=True)
class BoxOffice:
    """What is needed to give out places. ``now`` is business time."""

    session: Session
    vault: Vault
    now: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """The sessions that one wish can change, locked, with everybody's rows."""

    sessions: Mapping[int, WorkshopSession]
    bookings: Mapping[tuple[int, int], Booking]

    @property
    def lists(self) -> Lists:
        """The same as lists."""
        return {key: self._list(row) for key, row in self.sessions.items()}

    def _list(self, row: WorkshopSession) -> SessionList:
        rows = [found for found in self.bookings.values() if found.session_id == row.id]
        entries = [Entry(b.person_id, b.number, b.placed) for b in rows if b.left_at is None]
        entries.sort(key=lambda entry: entry.number)
        last = max((found.number for found in rows), default=0)
        return SessionList(row.capacity - row.elsewhere, tuple(entries), last + 1)


def hold(office: BoxOffice, organisation_id: int, session_id: int, rehearsal: bool = False) -> Held:
    """Lock a session and those that share its people; raises :class:`NoSuchSession`.

    In a ``rehearsal`` only test accounts are seen, otherwise everybody else: they book beside
    each other, so that no test takes a place from anybody.
    """
    session = office.session
    asked = session.get(WorkshopSession, session_id)
    if asked is None or asked.organisation_id != organisation_id:
        raise NoSuchSession
    same = (WorkshopSession.cycle_id == asked.cycle_id) & (
        WorkshopSession.offer_id == asked.offer_id
    )
    if asked.kind == AS_OFTEN_AS_LIKED:
        same &= WorkshopSession.id == session_id
    coming = WorkshopSession.cancelled_at.is_(None) & (WorkshopSession.starts_at > office.now)
    rows = session.scalars(
        select(WorkshopSession)
        .where(same, coming)
        # Always in one order, so that two who wait for each other's locks never do so forever.
        .order_by(WorkshopSession.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if session_id not in {row.id for row in rows}:
        raise NoSuchSession
    ids = [row.id for row in rows]
    return Held({row.id: row for row in rows}, _bookings(session, ids, rehearsal))


def _bookings(
    session: Session, ids: Sequence[int], rehearsal: bool
) -> dict[tuple[int, int], Booking]:
    rows = session.scalars(
        select(Booking)
        .join(Person, Person.id == Booking.person_id)
        .where(Booking.session_id.in_(ids), Person.rehearsal.is_(rehearsal))
        .order_by(Booking.session_id, Booking.number)
        .execution_options(populate_existing=True)
    )
    return {(row.session_id, row.person_id): row for row in rows}


def written(office: BoxOffice, held: Held, step: Step, news: News) -> Booking:
    """Somebody's booking as it is after a piece of news; not flushed."""
    row = held.bookings.get((news.session, news.person))
    if news.kind in ("placed", "waiting"):
        entry = step.lists[news.session].of(news.person)
        if entry is None:
            raise ValueError("somebody who asked is not on the list")
        return _asked(office, news, entry, row)
    if row is None:
        raise ValueError("news of somebody who has no booking")
    row.sequence += 1
    if news.kind == "promoted":
        row.placed = True
    else:
        row.left_at = office.now
    return row


def _asked(office: BoxOffice, news: News, entry: Entry, row: Booking | None) -> Booking:
    if row is None:
        row = Booking(
            session_id=news.session,
            person_id=news.person,
            uid=secrets.token_hex(16),
            sequence=-1,
        )
        office.session.add(row)
    row.number, row.placed = entry.number, entry.placed
    row.sequence += 1
    row.asked_at, row.left_at, row.attended = office.now, None, None
    return row
