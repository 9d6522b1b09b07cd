"""Who comes to a session and who was there: names, and never a reason (DESIGN 6.2).

Names are asked of the LMS at the moment that somebody looks, and kept nowhere. Who waits is
not on the list, nor who left it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import LmsApi
from lti_tool.models import Booking, Person, Platform, WorkshopSession
from lti_tool.vault import SealBroken, Vault
from lti_tool.visits import digest

# How long the trainer's address works: from the day before until a week after.
BEFORE, AFTER = timedelta(days=1), timedelta(days=7)
Ask = Callable[[Platform], LmsApi | None]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with a place; ``attended`` is None until the list has been ticked off."""

    booking_id: int
    name: str
    attended: bool | None


@dataclass(frozen=True, slots=True)
class GuestList:
    """Guests by name. ``names_missing`` says that the LMS could not be asked for some."""

    guests: Sequence[Guest]
    names_missing: bool

    @property
    def ticked_off(self) -> bool:
        """Whether anybody has said who was there."""
        return any(guest.attended is not None for guest in self.guests)

    @property
    def present(self) -> int:
        """How many were there."""
        return sum(guest.attended is True for guest in self.guests)


@dataclass(frozen=True, slots=True)
class _Known:
    person_id: int
    platform_id: int
    lms_user_id: str | None
    fallback: str


def guest_list(session: Session, vault: Vault, session_id: int, ask: Ask) -> GuestList:
    """Everybody who has a place, by name. No transaction is open while the LMS is asked."""
    rows = session.execute(
        select(Booking, Person)
        .join(Person, Person.id == Booking.person_id)
        .where(Booking.session_id == session_id, Booking.placed, Booking.left_at.is_(None))
        .where(Person.rehearsal.is_(False))
        .order_by(Booking.number)
    ).all()
    known = [_known(vault, person) for _booking, person in rows]
    platforms = session.scalars(
        select(Platform).where(Platform.id.in_({row.platform_id for row in known}))
    ).all()
    session.commit()
    names = _names(known, platforms, ask)
    guests = [
        Guest(booking.id, names.get(row.person_id) or row.fallback, booking.attended)
        for (booking, _person), row in zip(rows, known, strict=True)
    ]
    guests.sort(key=lambda guest: (guest.name.casefold(), guest.booking_id))
    return GuestList(guests, any(row.person_id not in names for row in known))


def _known(vault: Vault, person: Person) -> _Known:
    number = person.lms_user_id or person.lti_sub or ""
    try:
        first = vault.open_text(person.first_name_sealed) if person.first_name_sealed else ""
    except SealBroken:
        first = ""
    fallback = f"{first} ({number})" if first and number else first or number
    return _Known(person.id, person.platform_id, person.lms_user_id, fallback)


def _names(known: Iterable[_Known], platforms: Iterable[Platform], ask: Ask) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for platform in platforms:
        accounts = {
            row.lms_user_id: row.person_id
            for row in known
            if row.platform_id == platform.id and row.lms_user_id
        }
        people = _asked(ask, platform, list(accounts))
        found |= {accounts[key]: name for key, name in people.items() if name}
    return found


def _asked(ask: Ask, platform: Platform, accounts: Sequence[str]) -> dict[str, str]:
    try:
        api = ask(platform)
        people = api.find_people("id", accounts) if api is not None and accounts else {}
    except (Unavailable, Refused, SealBroken):
        # The list is needed at the door, with or without names.
        return {}
    return {key: person.name for key, person in people.items()}


def tick_off(session: Session, session_id: int, present: Collection[int]) -> None:
    """Write down who was there, by booking; everybody else who had a place was not. Commits."""
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
