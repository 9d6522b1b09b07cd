"""Sessions as people see them: how many places are free, and what is one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from lti_tool.models import Booking, Cycle, Person, WorkshopSession
from lti_tool.services.bookings import LISTS_STAY
from lti_tool.services.seating import AS_OFTEN_AS_LIKED
from lti_tool.services.sheets import Desk

Mine = Literal["", "placed", "waiting"]
NOT_YET = "draft"


@dataclass(frozen=True, slots=True)
class Filled:
    """A session, how many have a place (also those whom the LMS knows of), how many wait."""

    row: WorkshopSession
    cycle: Cycle
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        """How many places are left."""
        return max(0, self.row.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class Own:
    """Somebody's own place or turn; ``ahead`` is how many wait before them."""

    placed: bool
    ahead: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A session as one person sees it, with its title in that person's language.

    ``elsewhere`` says that the person has a place at another session of the offer, which a
    place here would replace.
    """

    filled: Filled
    title: str
    language: str
    own: Own | None
    elsewhere: bool

    @property
    def row(self) -> WorkshopSession:
        """The session itself."""
        return self.filled.row

    @property
    def mine(self) -> Mine:
        """What the person has here."""
        return "" if self.own is None else ("placed" if self.own.placed else "waiting")


def filled_sessions(session: Session, which: ColumnElement[bool]) -> list[Filled]:
    """Sessions by their start; one statement."""
    return [Filled(*row) for row in session.execute(_filled().where(which)).all()]


def _filled() -> Select[WorkshopSession, Cycle, int, int]:
    seats = (
        select(
            Booking.session_id,
            func.sum(case((Booking.placed, 1), else_=0)).label("taken"),
            func.sum(case((Booking.placed, 0), else_=1)).label("waiting"),
        )
        .join(Person, Person.id == Booking.person_id)
        .where(Booking.left_at.is_(None), Person.rehearsal.is_(False))
        .group_by(Booking.session_id)
        .subquery()
    )
    return (
        select(
            WorkshopSession,
            Cycle,
            func.coalesce(seats.c.taken, 0) + WorkshopSession.elsewhere,
            func.coalesce(seats.c.waiting, 0),
        )
        .join(Cycle, Cycle.id == WorkshopSession.cycle_id)
        .outerjoin(seats, seats.c.session_id == WorkshopSession.id)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
    )


def coming(desk: Desk, person: Person) -> list[Slot]:
    """All sessions that are to come, the next first; two statements, and one per new theme."""
    return _slots(
        desk,
        person,
        (WorkshopSession.organisation_id == person.organisation_id)
        & WorkshopSession.cancelled_at.is_(None)
        & (WorkshopSession.starts_at > desk.now)
        & (Cycle.state != NOT_YET),
    )


def own_slots(desk: Desk, person: Person) -> list[Slot]:
    """Where the person has a place or a turn, or had a place lately; the next first."""
    mine = select(Booking.session_id).where(
        Booking.person_id == person.id, Booking.left_at.is_(None)
    )
    recent = WorkshopSession.ends_at > desk.now - LISTS_STAY
    slots = _slots(desk, person, WorkshopSession.id.in_(mine) & recent)
    return [slot for slot in slots if slot.mine == "placed" or slot.row.starts_at > desk.now]


def _slots(desk: Desk, person: Person, which: ColumnElement[bool]) -> list[Slot]:
    found = filled_sessions(desk.session, which)
    owned = _own(desk.session, person) if found else {}
    offers = {(f.cycle.id, f.row.offer_id): f.row.id for f in found if _placed(owned, f.row.id)}
    return [_slot(desk, filled, owned, offers) for filled in found]


def _slot(
    desk: Desk,
    filled: Filled,
    owned: Mapping[int, Own],
    offers: Mapping[tuple[int, str], int],
) -> Slot:
    row = filled.row
    title, language = _named(desk, filled)
    placed_at = offers.get((row.cycle_id, row.offer_id), row.id)
    elsewhere = row.kind != AS_OFTEN_AS_LIKED and placed_at != row.id
    return Slot(filled, title, language, owned.get(row.id), elsewhere)


def _placed(owned: Mapping[int, Own], session_id: int) -> bool:
    own = owned.get(session_id)
    return own is not None and own.placed


def _own(session: Session, person: Person) -> dict[int, Own]:
    other = aliased(Booking)
    ahead = (
        select(func.count(other.id))
        .join(Person, Person.id == other.person_id)
        .where(
            Person.rehearsal.is_(person.rehearsal),
            other.session_id == Booking.session_id,
            other.left_at.is_(None),
            other.placed.is_(False),
            other.number < Booking.number,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(Booking.session_id, Booking.placed, ahead).where(
            Booking.person_id == person.id, Booking.left_at.is_(None)
        )
    )
    return {number: Own(placed, before) for number, placed, before in rows}


def _named(desk: Desk, filled: Filled) -> tuple[str, str]:
    """The title and its language: that of the person where the theme has it."""
    if filled.cycle.opened_at is None:
        return filled.row.title, filled.row.language
    pack = desk.shelf.pack(desk.session, filled.cycle, desk.language)
    return pack.offer(filled.row.offer_id).title, pack.language
