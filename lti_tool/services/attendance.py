"""Who comes to a session and who was there: names, and never a reason (DESIGN 6.2).

Names are asked of the LMS at the moment that somebody looks, and kept nowhere. Who waits is
not on the list, nor who left it.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Booking, Person, Platform, WorkshopSession
from lti_tool.services.helpdesk_search import Ask, Caller, callers
from lti_tool.vault import Vault
from lti_tool.visits import digest
from questionnaires.calendar import local_date

# How long the trainer's address works: from the day before until a week after.
BEFORE, AFTER = timedelta(days=1), timedelta(days=7)


class TooEarly(ValueError):
    """Nobody can say who was there before the day itself."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with a place; ``attended`` is None until the list has been ticked off."""

    booking_id: int
    name: str
    attended: bool | None


@dataclass(frozen=True, slots=True)
class GuestList:
    """Guests by name, and how many wait.

    ``names_missing`` says that the LMS could not be asked for some.
    """

    guests: Sequence[Guest]
    names_missing: bool
    waiting: int

    @property
    def ticked_off(self) -> bool:
        """Whether anybody has said who was there."""
        return any(guest.attended is not None for guest in self.guests)

    @property
    def present(self) -> int:
        """How many were there."""
        return sum(guest.attended is True for guest in self.guests)


def guest_list(session: Session, vault: Vault, session_id: int, ask: Ask) -> GuestList:
    """Everybody who has a place, by name. No transaction is open while the LMS is asked."""
    on_list = (Booking.session_id == session_id) & Booking.left_at.is_(None)
    real = on_list & Person.rehearsal.is_(False)
    rows = session.execute(
        select(Booking, Person)
        .join(Person, Person.id == Booking.person_id)
        .where(real, Booking.placed)
        .order_by(Booking.number)
    ).all()
    turns = select(func.count(Booking.id)).join(Person, Person.id == Booking.person_id)
    waiting = session.scalar(turns.where(real, Booking.placed.is_(False))) or 0
    people = [person for _booking, person in rows]
    theirs = {person.platform_id for person in people}
    platforms = session.scalars(select(Platform).where(Platform.id.in_(theirs))).all()
    found = callers(session, vault, people, platforms, ask)
    guests = [
        Guest(booking.id, _name(caller), booking.attended)
        for (booking, _person), caller in zip(rows, found, strict=True)
    ]
    guests.sort(key=lambda guest: (guest.name.casefold(), guest.booking_id))
    return GuestList(guests, not all(caller.from_lms for caller in found), waiting)


def _name(caller: Caller) -> str:
    # Two people with one first name are told apart at the door by their number.
    if caller.from_lms or not caller.number:
        return caller.name
    return f"{caller.name} ({caller.number})" if caller.name else caller.number


def first_day(row: WorkshopSession) -> date:
    """From which day on (in the Netherlands) it can be said who was there."""
    return local_date(row.starts_at)


def tick_off(session: Session, session_id: int, present: Collection[int], now: datetime) -> None:
    """Write down who was there, by booking; everybody else who had a place was not. Commits.

    Raises :class:`TooEarly` before the day of the session, and changes nothing.
    """
    if local_date(now) < first_day(session.get_one(WorkshopSession, session_id)):
        raise TooEarly
    on_list = (
        (Booking.session_id == session_id) & Booking.placed.is_(True) & Booking.left_at.is_(None)
    )
    for there in (True, False):
        whom = Booking.id.in_(present) if there else Booking.id.not_in(present)
        change = update(Booking).where(on_list, whom).values(attended=there)
        session.execute(change.execution_options(synchronize_session=False))
    session.commit()


def make_address(session: Session, row: WorkshopSession) -> str:
    """A new secret with which the trainer opens the list; the earlier one is over. Commits."""
    token = secrets.token_urlsafe(24)
    row.list_hash = digest(token)
    session.commit()
    return token


def session_of(session: Session, token: str, now: datetime) -> WorkshopSession | None:
    """The session whose list a secret opens at this moment; None for any other."""
    row = session.scalar(select(WorkshopSession).where(WorkshopSession.list_hash == digest(token)))
    if row is None or row.cancelled_at is not None:
        return None
    return row if row.starts_at - BEFORE <= now <= row.ends_at + AFTER else None
