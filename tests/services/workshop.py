"""A municipality with sessions of a workshop, and colleagues who would like to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.models import Booking, BookingNotice, Coordinator, Person, WorkshopSession, db
from lti_tool.services import bookings
from lti_tool.services.seating import BoxOffice
from lti_tool.services.sessions import Plan, add_session, change_session, plan_of
from tests.town import Town, Walker

ACTOR = "test"


class Venue:
    """Sessions and people by their numbers."""

    def __init__(self, town: Town) -> None:
        self.town = town

    @property
    def office(self) -> BoxOffice:
        """The box office at this moment."""
        return BoxOffice(db.session(), self.town.tools.vault, self.town.clock())

    def session(self, capacity: int = 1, days: float = 7, offer: str = "", **plan: str) -> int:
        """A session of an hour, so many days from now."""
        starts = self.town.clock() + timedelta(days=days)
        offer = offer or self.offers[0]
        wanted = Plan(starts, starts + timedelta(hours=1), capacity, **plan)
        with self.town.app.app_context():
            return add_session(self.office, self.town.cycle_id, offer, wanted, ACTOR)

    @property
    def offers(self) -> list[str]:
        """The workshops of the theme."""
        return [offer.id for offer in self.town.pack.offers if offer.kind == "workshop"]

    @property
    def drop_in(self) -> str:
        """The hour to walk in on."""
        return next(offer.id for offer in self.town.pack.offers if offer.kind == "inloop")

    def people(self, count: int) -> list[int]:
        """So many colleagues."""
        return [self.town.add_person(f"guest{number}") for number in range(count)]

    def book(self, session: int, *people: int) -> None:
        """These people ask for a place, one after the other."""
        with self.town.app.app_context():
            for person in people:
                bookings.book(self.office, db.session.get_one(Person, person), session)

    def leave(self, session: int, person: int) -> None:
        """Somebody gives the place or the turn back."""
        with self.town.app.app_context():
            bookings.leave(self.office, db.session.get_one(Person, person), session)

    def change(self, session: int, **plan: datetime | int | str) -> None:
        """L&D changes a session."""
        with self.town.app.app_context():
            old = plan_of(db.session.get_one(WorkshopSession, session))
            change_session(self.office, session, replace(old, **plan), ACTOR)

    def seats(self, session: int) -> tuple[list[int], list[int]]:
        """Who has a place and who waits, in order."""
        rows = self.rows(session)
        return [r.person_id for r in rows if r.placed], [r.person_id for r in rows if not r.placed]

    def rows(self, session: int) -> list[Booking]:
        """Everybody on the list, in order."""
        with self.town.app.app_context():
            on_list = (Booking.session_id == session) & Booking.left_at.is_(None)
            return list(db.session.scalars(select(Booking).where(on_list).order_by(Booking.number)))

    def told(self, session: int) -> list[tuple[int, str]]:
        """Who was told what about a session, in order."""
        with self.town.app.app_context():
            found = db.session.execute(
                select(Booking.person_id, BookingNotice.kind)
                .join(BookingNotice, BookingNotice.booking_id == Booking.id)
                .where(Booking.session_id == session)
                .order_by(BookingNotice.id)
            )
            return [(person, kind) for person, kind in found]


def at_the_desk(town: Town, client: FlaskClient) -> Walker:
    """A coordinator, in front of the landing page."""
    number = town.add_person("boss")
    with town.app.app_context():
        now = town.clock()
        db.session.add(Coordinator(person_id=number, confirmed_at=now, confirmed_by="x"))
        db.session.commit()
    walker = Walker(town, client)
    walker.launch("boss")
    return walker
