"""Booking a place, waiting for one and giving it back: one transaction each, under lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Booking, BookingNotice, OfferLink, Person, WorkshopSession
from lti_tool.services.choosing import enrol_by_choice
from lti_tool.services.seating import BoxOffice, Held, NoSuchSession, hold, written
from questionnaires import waiting_list
from questionnaires.waiting_list import Lists, Step

LISTS_STAY = timedelta(days=30)
# What a person is told of; what they did themselves they know.
TOLD = frozenset({"placed", "waiting", "promoted", "cancelled"})


def book(office: BoxOffice, person: Person, session_id: int) -> None:
    """A place if one is free, else a turn; commits. Raises :class:`NoSuchSession`.

    A place at another session of the offer is kept until this one is certain.
    """
    _do(office, person, session_id, waiting_list.book)


def leave(office: BoxOffice, person: Person, session_id: int) -> None:
    """Give a place or a turn back; commits. Raises :class:`NoSuchSession`."""
    _do(office, person, session_id, waiting_list.leave)


def _do(
    office: BoxOffice,
    person: Person,
    session_id: int,
    wish: Callable[[Lists, int, int], Step],
) -> None:
    held = hold(office, person.organisation_id, session_id, person.rehearsal)
    carry_out(office, held, wish(held.lists, session_id, person.id))
    office.session.commit()


def carry_out(office: BoxOffice, held: Held, step: Step) -> None:
    """Write down what a step changed, tell whom it concerns, and enrol; the caller commits."""
    for news in step.news:
        row = written(office, held, step, news)
        office.session.flush()
        session = held.sessions[news.session]
        if news.kind in TOLD:
            tell(office, session, row, news.kind)
        if news.kind in ("placed", "promoted"):
            _enrol(office, session, row)


def tell(office: BoxOffice, session: WorkshopSession, booking: Booking, kind: str) -> bool:
    """Have a person told something about a booking, once; False when that was done before.

    The caller commits. A turn is told by its number, a change by the session's sequence.
    """
    turn = session.sequence if kind == "changed" else booking.number
    known = exists().where(
        BookingNotice.booking_id == booking.id,
        BookingNotice.kind == kind,
        BookingNotice.turn == turn,
    )
    if office.session.scalar(select(known)):
        return False
    office.session.add(
        BookingNotice(booking_id=booking.id, kind=kind, turn=turn, made_at=office.now)
    )
    office.session.flush()
    return True


def _enrol(office: BoxOffice, session: WorkshopSession, booking: Booking) -> None:
    """Into the course of the offer, where it has one: by the person's own click (DESIGN 6.2)."""
    link = office.session.scalar(
        select(OfferLink).where(
            OfferLink.cycle_id == session.cycle_id, OfferLink.offer_id == session.offer_id
        )
    )
    if link is None:
        return
    person = office.session.get_one(Person, booking.person_id)
    enrol_by_choice(office.session, office.vault, person, link, office.now)


def forget(office: BoxOffice, person: Person) -> None:
    """Give all places of somebody to others and drop every trace of them; the caller commits."""
    mine = (
        select(Booking.session_id)
        .join(WorkshopSession, WorkshopSession.id == Booking.session_id)
        .where(Booking.person_id == person.id, Booking.left_at.is_(None))
        # In the order of offers, in which everybody takes locks who needs those of several.
        .order_by(WorkshopSession.cycle_id, WorkshopSession.offer_id, WorkshopSession.id)
    )
    for session_id in office.session.scalars(mine).all():
        try:
            held = hold(office, person.organisation_id, session_id, person.rehearsal)
        except NoSuchSession:
            continue
        carry_out(office, held, waiting_list.leave(held.lists, session_id, person.id))
    drop(office.session, select(Booking.id).where(Booking.person_id == person.id))


def drop_lists(session: Session, now: datetime) -> int:
    """Delete the lists of sessions that ended long enough ago (DESIGN 6.8); how many rows.

    The session stays, and that it was there says nothing about anybody.
    """
    over = select(WorkshopSession.id).where(WorkshopSession.ends_at < now - LISTS_STAY)
    old = update(WorkshopSession).where(WorkshopSession.id.in_(over)).values(list_hash=None)
    session.execute(old.execution_options(synchronize_session=False))
    return drop(session, select(Booking.id).where(Booking.session_id.in_(over)))


def drop(session: Session, bookings: Select[int]) -> int:
    """Delete bookings by their ids, with what was told of them; how many. The caller commits."""
    no_sync = {"synchronize_session": False}
    notices = delete(BookingNotice).where(BookingNotice.booking_id.in_(bookings))
    session.execute(notices.execution_options(**no_sync))
    gone = delete(Booking).where(Booking.id.in_(bookings)).returning(Booking.id)
    return len(session.scalars(gone.execution_options(**no_sync)).all())
