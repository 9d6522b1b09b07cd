"""Sessions as L&D plans them: what is wrong is said, what changes is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Cycle, WorkshopSession, db
from lti_tool.services.faults import Faults
from lti_tool.services.sessions import (
    Plan,
    add_session,
    bookable_offers,
    bookable_theme,
    cancel_session,
    change_session,
    check,
    plan_of,
)
from tests.services.workshop import ACTOR, Venue
from tests.town import Town


@pytest.fixture
def venue(town: Town) -> Venue:
    return Venue(town)


def a_plan(town: Town) -> Plan:
    starts = town.clock() + timedelta(days=7)
    return Plan(starts, starts + timedelta(hours=1), 12)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"capacity": 0}, "capacity: give a number from 1 to 1000"),
    ({"capacity": 1001}, "capacity: give a number from 1 to 1000"),
    ({"place": "x" * 256}, "place: at most 255 characters"),
    ({"trainer": "x" * 256}, "trainer: at most 255 characters"),
    ({"meeting_url": "javascript:alert(1)"}, "begins with https://"),
    ({"meeting_url": "http://meet.example"}, "begins with https://"),
    ({"meeting_url": "https://["}, "begins with https://"),
    ({"meeting_url": "https://meet.example/a b"}, "begins with https://"),
]


@pytest.mark.parametrize(("change", "says"), WRONG)
def test_what_is_wrong_is_said(town: Town, change: dict[str, Any], says: str) -> None:
    with pytest.raises(Faults) as fault:
        check(replace(a_plan(town), **change), town.clock())
    [line] = fault.value.lines
    assert says in line


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [(0, 1, "starts: "), (24, 24, "ends: "), (24, 23, "ends: "), (24, 37, "ends: ")],
)
def test_a_session_is_to_come_and_ends_the_same_day(
    town: Town, starts: int, ends: int, says: str
) -> None:
    begin, end = (town.clock() + timedelta(hours=hours) for hours in (starts, ends))
    with pytest.raises(Faults) as fault:
        check(Plan(begin, end, 5), town.clock())
    assert fault.value.lines[0].startswith(says)


def test_workshops_and_drop_ins_have_sessions_and_nothing_else(town: Town, venue: Venue) -> None:
    with town.app.app_context():
        kinds = {offer.kind for offer in bookable_offers(town.pack)}
        assert kinds == {"workshop", "inloop"}
        with pytest.raises(Faults, match="tm-ml-vinden has no sessions: choose from tm-"):
            add_session(venue.office, town.cycle_id, "tm-ml-vinden", a_plan(town), ACTOR)
        db.session.get_one(Cycle, town.cycle_id).state = "draft"
        with pytest.raises(Faults, match="is a draft"):
            bookable_theme(db.session(), town.cycle_id)
        with pytest.raises(Faults, match="there is no cycle 99"):
            bookable_theme(db.session(), 99)
        db.session.rollback()


def test_a_new_time_or_place_is_told_to_everybody_on_the_list(town: Town, venue: Venue) -> None:
    session, (anna, bob, cees) = venue.session(2), venue.people(3)
    venue.book(session, anna, bob, cees)
    before = len(venue.told(session))
    venue.change(session, trainer="Noor")
    assert len(venue.told(session)) == before, "who gives it changes nobody's plans"
    venue.change(session, place="Kamer 3")
    venue.change(session, starts_at=town.clock() + timedelta(days=7, minutes=-30))
    news = [(person, "changed") for person in (anna, bob, cees)]
    assert venue.told(session)[before:] == news * 2
    with town.app.app_context():
        assert db.session.get_one(WorkshopSession, session).sequence == 2


def test_who_gets_a_place_by_a_change_reads_the_new_time_in_that(town: Town, venue: Venue) -> None:
    session, (anna, bob) = venue.session(1), venue.people(2)
    venue.book(session, anna, bob)
    venue.change(session, capacity=2, place="Raadzaal")
    assert venue.told(session)[2:] == [(bob, "promoted"), (anna, "changed")]


def test_fewer_places_than_are_taken_is_refused_and_nothing_changes(
    town: Town, venue: Venue
) -> None:
    session, people = venue.session(3), venue.people(2)
    venue.book(session, *people)
    with pytest.raises(Faults, match="2 places are taken"):
        venue.change(session, capacity=1, place="Kast")
    with town.app.app_context():
        row = db.session.get_one(WorkshopSession, session)
        assert (row.capacity, row.place, row.sequence) == (3, "", 0)


def test_a_cancelled_session_is_told_to_all_and_stays_cancelled(town: Town, venue: Venue) -> None:
    session, (anna, bob) = venue.session(1), venue.people(2)
    venue.book(session, anna, bob)
    with town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
        row = db.session.get_one(WorkshopSession, session)
        assert (row.cancelled_at, row.sequence) == (town.clock(), 1)
        with pytest.raises(Faults, match="no session to come"):
            change_session(venue.office, session, plan_of(row), ACTOR)
    assert venue.told(session)[2:] == [(anna, "cancelled"), (bob, "cancelled")]
    assert venue.rows(session) == []


def test_the_log_of_changes_names_no_colleague(town: Town, venue: Venue) -> None:
    session = venue.session(1)
    venue.book(session, *venue.people(2))
    venue.change(session, capacity=4)
    with town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
        lines = [row.what for row in db.session.scalars(select(Change).order_by(Change.id))]
    offer = venue.offers[0]
    assert lines == [
        f"session {session} of {offer} {what}" for what in ("planned", "changed", "cancelled")
    ]
