"""How sessions are to stand in the LMS: from the session and its bookings, never from a result."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from adapters.lms import Event
from lti_tool.models import (
    Booking,
    OfferLink,
    Person,
    Platform,
    SessionMirror,
    WorkshopSession,
)
from lti_tool.services.bookings import LISTS_STAY
from lti_tool.services.faults import Faults
from lti_tool.services.offers import platform_of_cycle
from questionnaires.calendar import AMSTERDAM

# The group goes before the list does: then it is still known whom we put in.
GROUP_STAYS = LISTS_STAY - timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Goal:
    """``accounts`` are those with a place, by their id in the LMS; empty when it is to go.

    ``chosen`` is the group of L&D's in which they are to be, or empty for one of ours.
    """

    stands: bool
    course: str
    name: str
    event: Event | None
    accounts: tuple[str, ...]
    chosen: str = ""

    @property
    def digest(self) -> str:
        """Differs when there is something to do in the LMS."""
        return digest_of([asdict(self)])


@dataclass(frozen=True, slots=True)
class Row:
    """A session with how it stands now, and each booking with its account in the LMS, if any."""

    mirror: SessionMirror
    session: WorkshopSession
    platform: Platform | None
    link: OfferLink | None
    bookings: Sequence[tuple[Booking, str]]

    @property
    def course(self) -> str:
        """The course that the offer leads to, or empty."""
        return self.link.course_id if self.link else ""

    def goal(self, now: datetime) -> Goal:
        """What is to be in the LMS."""
        row = self.session
        over = now > row.ends_at + GROUP_STAYS
        stands = bool(self.mirror.wanted and self.course and not row.cancelled_at and not over)
        if not stands:
            return Goal(False, self.mirror.course_id, "", None, ())
        minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60
        event = Event(row.title, row.starts_at, minutes, row.place)
        inside = [account for booking, account in self.bookings if has_place(booking) and account]
        chosen = self.mirror.chosen_id
        return Goal(True, self.course, group_name(row), event, tuple(sorted(inside)), chosen)


def has_place(booking: Booking) -> bool:
    """Whether somebody comes."""
    return booking.placed and booking.left_at is None


def group_name(row: WorkshopSession) -> str:
    """What the group of a session is called: what it is and when, in Amsterdam."""
    local = row.starts_at.astimezone(AMSTERDAM)
    return f"{row.title[:200]} {local:%d-%m-%Y %H:%M}"


def digest_of(value: object) -> str:
    """The same for the same value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def mirrored(session: Session, now: datetime) -> list[Row]:
    """The sessions that stand in an LMS, are to stand there or to go.

    Two statements, and a few for each cycle.
    """
    lately = SessionMirror.wanted & (WorkshopSession.ends_at > now - 2 * LISTS_STAY)
    there = or_(lately, SessionMirror.group_id != "", SessionMirror.event_id != "")
    asked = (
        select(SessionMirror, WorkshopSession, OfferLink)
        .join(WorkshopSession, WorkshopSession.id == SessionMirror.session_id)
        .outerjoin(
            OfferLink,
            (OfferLink.cycle_id == WorkshopSession.cycle_id)
            & (OfferLink.offer_id == WorkshopSession.offer_id),
        )
        .where(there)
        .order_by(WorkshopSession.starts_at, WorkshopSession.id)
        .execution_options(populate_existing=True)
    )
    rows = session.execute(asked).all()
    bookings = _bookings(session, [row.id for _mirror, row, _link in rows])
    platforms = {row.cycle_id: _platform(session, row.cycle_id) for _mirror, row, _link in rows}
    return [
        Row(mirror, row, platform, link, _known(bookings[row.id], platform))
        for mirror, row, link in rows
        for platform in (platforms[row.cycle_id],)
    ]


def _platform(session: Session, cycle_id: int) -> Platform | None:
    try:
        return platform_of_cycle(session, cycle_id)
    except Faults:
        return None


def _known(
    bookings: Sequence[tuple[Booking, Person]], platform: Platform | None
) -> list[tuple[Booking, str]]:
    # Who comes from another LMS has an account there, whose number is somebody else's here.
    here = platform.id if platform else None
    return [
        (booking, (person.lms_user_id or "") if person.platform_id == here else "")
        for booking, person in bookings
    ]


def _bookings(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[Booking, Person]]]:
    found: dict[int, list[tuple[Booking, Person]]] = defaultdict(list)
    rows = session.execute(
        select(Booking, Person)
        .join(Person, Person.id == Booking.person_id)
        .where(
            Booking.session_id.in_(ids),
            Person.erased_at.is_(None),
            # A rehearsal leaves the groups of others alone.
            Person.rehearsal.is_(False),
        )
        .order_by(Booking.session_id, Booking.number)
        .execution_options(populate_existing=True)
    )
    for booking, person in rows:
        found[booking.session_id].append((booking, person))
    return found
