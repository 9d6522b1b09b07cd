"""Places as they are kept in the database: under lock, told once, and never about a result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.models import Booking, Delivery, OfferLink, Person, WorkshopSession, db
from lti_tool.services import bookings
from lti_tool.services.retention import retain
from lti_tool.services.seating import NoSuchSession
from lti_tool.services.sessions import cancel_session
from tests.services.workshop import ACTOR, Venue
from tests.town import Town


@pytest.fixture
def venue(town: Town) -> Venue:
    return Venue(town)


def link(town: Town, offer: str) -> None:
    """The workshop leads to a course of the LMS."""
    with town.app.app_context():
        course = {"course_ref": "21", "course_id": "21", "course_title": "Workshop"}
        row = OfferLink(cycle_id=town.cycle_id, offer_id=offer, checked_at=town.clock(), **course)
        db.session.add(row)
        db.session.commit()


def test_the_first_gets_the_place_and_the_next_waits(venue: Venue) -> None:
    session, (anna, bob) = venue.session(1), venue.people(2)
    venue.book(session, anna, bob)
    assert venue.seats(session) == ([anna], [bob])
    assert venue.told(session) == [(anna, "placed"), (bob, "waiting")]


def test_who_moves_up_is_told_once_whatever_follows(venue: Venue) -> None:
    session, (anna, bob, cees) = venue.session(1), venue.people(3)
    venue.book(session, anna, bob, cees)
    venue.leave(session, anna)
    venue.change(session, capacity=2)
    venue.change(session, capacity=5)
    assert venue.seats(session) == ([bob, cees], [])
    assert [row for row in venue.told(session) if row[1] == "promoted"] == [
        (bob, "promoted"),
        (cees, "promoted"),
    ]


def test_the_same_thing_is_told_once(venue: Venue) -> None:
    session, [anna] = venue.session(), venue.people(1)
    venue.book(session, anna)
    with venue.town.app.app_context():
        row, at = db.session.scalars(select(Booking)).one(), db.session.get_one
        assert not bookings.tell(venue.office, at(WorkshopSession, session), row, "placed")
        assert bookings.tell(venue.office, at(WorkshopSession, session), row, "changed")
        db.session.rollback()


def test_who_books_again_is_last_and_is_told_anew(venue: Venue) -> None:
    session, (anna, bob, cees) = venue.session(1), venue.people(3)
    venue.book(session, anna, bob, cees)
    venue.leave(session, anna)
    venue.book(session, anna)
    assert venue.seats(session) == ([bob], [cees, anna])
    assert [kind for person, kind in venue.told(session) if person == anna] == ["placed", "waiting"]


def test_moving_keeps_the_old_place_until_the_new_one_is_certain(venue: Venue) -> None:
    monday, friday = venue.session(1, days=3), venue.session(1, days=7)
    anna, bob, cees = venue.people(3)
    venue.book(friday, bob)
    venue.book(monday, anna, cees)
    venue.book(friday, anna)
    assert (venue.seats(monday), venue.seats(friday)) == (([anna], [cees]), ([bob], [anna]))
    venue.leave(friday, bob)
    assert (venue.seats(monday), venue.seats(friday)) == (([cees], []), ([anna], []))


def test_a_drop_in_can_be_visited_as_often_as_somebody_likes(venue: Venue) -> None:
    hours = [venue.session(2, days=day, offer=venue.drop_in) for day in (2, 9)]
    [anna] = venue.people(1)
    for hour in hours:
        venue.book(hour, anna)
    assert [venue.seats(hour) for hour in hours] == [([anna], [])] * 2


def test_two_workshops_are_two_places(venue: Venue) -> None:
    sessions = [venue.session(1, offer=offer) for offer in venue.offers[:2]]
    [anna] = venue.people(1)
    for session in sessions:
        venue.book(session, anna)
    assert [venue.seats(session) for session in sessions] == [([anna], [])] * 2


def test_what_has_begun_is_cancelled_or_elsewhere_cannot_be_booked(venue: Venue) -> None:
    begun, cancelled = venue.session(days=1), venue.session(days=9)
    [anna] = venue.people(1)
    with venue.town.app.app_context():
        cancel_session(venue.office, cancelled, ACTOR)
    venue.town.clock.forward(days=2)
    for session in (begun, cancelled, 999):
        with pytest.raises(NoSuchSession):
            venue.book(session, anna)
    with venue.town.app.app_context():
        stranger = Person(id=anna, organisation_id=99)
        with pytest.raises(NoSuchSession):
            bookings.book(venue.office, stranger, venue.session())


def test_a_place_enrols_in_the_course_and_a_turn_does_not(venue: Venue) -> None:
    session, (anna, bob) = venue.session(1), venue.people(2)
    link(venue.town, venue.offers[0])
    venue.book(session, anna, bob)
    assert [row.kind for row in venue.town.deliveries()] == ["enrol"]
    venue.leave(session, anna)
    assert [row.kind for row in venue.town.deliveries()] == ["enrol", "enrol"]
    venue.leave(session, bob)
    venue.book(session, bob)
    assert len(venue.town.deliveries()) == 2, "who is enrolled already is not enrolled again"


def test_lists_go_30_days_after_the_session_and_the_session_stays(venue: Venue) -> None:
    session, (anna, bob) = venue.session(1, days=1), venue.people(2)
    venue.book(session, anna, bob)
    town = venue.town

    def night(**later: float) -> int:
        with town.app.app_context():
            then = town.clock() + timedelta(**later)
            return retain(db.session(), town.tools.vault, then)["places at workshops"]

    assert night(days=31) == 0
    assert night(days=31, hours=2) == 2
    assert venue.rows(session) == []
    assert venue.told(session) == []
    with town.app.app_context():
        assert db.session.get(WorkshopSession, session) is not None


def test_who_is_erased_leaves_the_place_to_the_next(venue: Venue) -> None:
    session, (anna, bob) = venue.session(1), venue.people(2)
    link(venue.town, venue.offers[0])
    venue.book(session, anna, bob)
    with venue.town.app.app_context():
        bookings.forget(venue.office, db.session.get_one(Person, anna))
        db.session.commit()
    assert venue.seats(session) == ([bob], [])
    assert [person for person, _kind in venue.told(session)] == [bob, bob]


def test_nothing_of_a_booking_stands_in_the_open(venue: Venue) -> None:
    """The outbox names no offer, and a row of a workshop looks like that of any training."""
    session, [anna] = venue.session(1), venue.people(1)
    link(venue.town, venue.offers[0])
    venue.book(session, anna)
    with venue.town.app.app_context():
        row = db.session.scalars(select(Delivery)).one()
        assert (row.kind, row.topic, len(row.payload_sealed)) == ("enrol", "", 1464)
