"""A workshop's sessions stand in Moodle as a group and an event, from bookings and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle, Weather
from jobs.once import run_once
from jobs.schedule import SCHEDULE
from lti_tool.models import (
    Booking,
    Change,
    OfferLink,
    Person,
    Platform,
    SessionMirror,
    WorkshopSession,
    db,
)
from lti_tool.services.bookings import LISTS_STAY
from lti_tool.services.mirror_switch import switch_mirror
from lti_tool.services.mirror_work import ENROLLING
from lti_tool.services.sessions import cancel_session
from tests.jobs.conftest import COURSE, Office
from tests.services.workshop import ACTOR, Venue
from tests.town import Town

Row = Mapping[str, Any]


def groups(moodle: FakeMoodle) -> list[Row]:
    return moodle.shelf.groups()


def inside(moodle: FakeMoodle) -> set[str]:
    [group] = groups(moodle)
    return {str(user) for user in group["userids"]}


def mirror(town: Town) -> SessionMirror:
    with town.app.app_context():
        row = db.session.scalars(select(SessionMirror)).one()
        db.session.expunge(row)
        return row


def gatherings(moodle: FakeMoodle) -> int:
    """How often groups and calendar were asked about or written to."""
    return sum(name.startswith(("core_group", "core_calendar")) for name, _ in moodle.calls)


def test_who_has_a_place_is_in_course_and_group_and_the_event_is_in_the_calendar(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2, place="Kamer 1")
    venue.book(session, *people)
    said = office.run()
    assert f"session {session}: stands in the LMS" in said
    assert inside(moodle) == {"301", "302"}
    assert moodle.enrolled(COURSE) == {"301", "302"}
    [event] = moodle.shelf.events()
    assert event["groupid"] == groups(moodle)[0]["id"]
    before = gatherings(moodle)
    assert not [line for line in office.run(minutes=10) if line.startswith("session")]
    assert gatherings(moodle) == before


def test_who_gives_the_place_back_leaves_the_group_and_the_next_comes_in(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, *people)
    office.run()
    venue.leave(session, people[0])
    office.run(minutes=5)
    assert inside(moodle) == {"302", "303"}
    assert moodle.enrolled(COURSE) == {"301", "302", "303"}


def test_a_session_that_moves_moves_its_event_and_keeps_its_group(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    office.run()
    old = dict(groups(moodle)[0])
    [before] = moodle.shelf.events()
    with venue.town.app.app_context():
        starts = db.session.get_one(WorkshopSession, session).starts_at + timedelta(days=1)
    venue.change(session, starts_at=starts, ends_at=starts + timedelta(hours=1))
    office.run(minutes=5)
    [event] = moodle.shelf.events()
    assert event["timestart"] == before["timestart"] + 24 * 3600
    [group] = groups(moodle)
    assert (group["id"], group["userids"]) == (old["id"], old["userids"])
    assert group["name"] != old["name"]


def test_a_session_that_is_cancelled_leaves_nothing_of_ours(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    office.run()
    with venue.town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
    assert f"session {session}: is out of the LMS" in office.run(minutes=5)
    assert groups(moodle) == []
    assert moodle.shelf.events() == []
    office.run(minutes=10)
    before = gatherings(moodle)
    office.run(minutes=15)
    assert gatherings(moodle) == before


def test_whom_ld_put_into_the_group_stays_there(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    office.run()
    [group] = groups(moodle)
    moodle.enrol(COURSE, "302")
    moodle.shelf.set_member(str(group["id"]), "302", inside=True)
    venue.book(session, people[1])
    office.run(minutes=5)
    venue.leave(session, people[0])
    venue.leave(session, people[1])
    office.run(minutes=10)
    assert inside(moodle) == {"302"}
    with venue.town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
    office.run(minutes=15)
    assert inside(moodle) == {"302"}


@pytest.mark.parametrize("kind", ["500", "login", "maintenance"])
def test_an_lms_that_is_away_loses_nothing_and_gets_nothing_twice(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int], kind: str
) -> None:
    session = venue.session(capacity=3)
    venue.book(session, *people)
    moodle.weather = Weather(kind)
    office.run()
    assert mirror(venue.town).fault != ""
    moodle.weather = None
    office.run(hours=2)
    assert inside(moodle) == {"301", "302", "303"}
    assert len(groups(moodle)) == 1
    assert len(moodle.shelf.events()) == 1
    assert mirror(venue.town).fault == ""


def test_who_has_no_account_is_left_out_and_ld_is_told(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=3)
    stranger = venue.town.add_person("404")
    venue.book(session, people[0], stranger)
    office.run()
    assert inside(moodle) == {"301"}
    assert mirror(venue.town).fault == "not_all"


def test_somebody_of_another_lms_is_not_taken_for_whoever_has_that_number_here(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=3)
    stranger = venue.town.add_person("900")
    with venue.town.app.app_context():
        other = Platform(
            organisation_id=venue.town.organisation_id,
            issuer="https://elders.example",
            client_id="2",
            auth_login_url="https://elders.example/auth",
            token_url="https://elders.example/token",
            jwks_url="https://elders.example/jwks",
            api_options={},
            created_at=venue.town.clock(),
        )
        db.session.add(other)
        db.session.flush()
        moved = update(Person).where(Person.id == stranger)
        db.session.execute(moved.values(platform_id=other.id, lms_user_id="302"))
        db.session.execute(update(Person).where(Person.id == people[1]).values(lms_user_id="999"))
        db.session.commit()
    venue.book(session, people[0], stranger)
    office.run()
    assert inside(moodle) == {"301"}
    assert moodle.enrolled(COURSE) == {"301"}


def test_the_group_is_gone_before_the_list_is(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2, days=1)
    venue.book(session, people[0])
    office.run()
    office.run(days=LISTS_STAY.days)
    assert groups(moodle) == []


def test_ld_takes_a_session_out_and_puts_it_back(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    office.run()
    for wanted, count in ((False, 0), (True, 1)):
        with venue.town.app.app_context():
            row = db.session.get_one(WorkshopSession, session)
            switch_mirror(venue.office, row, wanted, ACTOR)
        office.run(minutes=5 + 5 * count)
        assert len(groups(moodle)) == count
    with venue.town.app.app_context():
        lines = list(db.session.scalars(select(Change.what).order_by(Change.id)))
    assert [line for line in lines if "the LMS" in line] == [
        f"session {session} of {venue.offers[0]} goes out of the LMS",
        f"session {session} of {venue.offers[0]} goes into the LMS",
    ]


def test_an_offer_that_leads_to_another_course_takes_the_group_along(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    office.run()
    moodle.add_course("22", "WS-22", "Workshop opnieuw")
    with venue.town.app.app_context():
        db.session.execute(
            update(OfferLink)
            .where(OfferLink.course_id == COURSE)
            .values(course_id="22", course_ref="22")
        )
        db.session.commit()
    office.run(minutes=5)
    [group] = groups(moodle)
    assert group["courseid"] == 22
    # Nobody is in that course yet: the enrolments go first.
    assert mirror(venue.town).fault == ENROLLING
    office.run(minutes=10)
    assert inside(moodle) == {"301"}
    assert mirror(venue.town).fault == ""


def test_who_booked_a_moment_ago_is_in_the_group_at_the_next_run(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    [alone] = [job for job in SCHEDULE if job.name == "mirror_sessions"]
    list(run_once(office.runner, office.clock(), [alone]))
    # The enrolment that the click asked for is in the outbox, and not in the LMS yet.
    assert mirror(venue.town).fault == ENROLLING
    office.run(minutes=4, seconds=59)
    assert inside(moodle) == {"301"}
    assert mirror(venue.town).fault == ""


def test_a_process_that_died_takes_nobody_for_ld_s(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    office.run()
    with venue.town.app.app_context():
        assert all(row.in_group for row in db.session.scalars(select(Booking)))
        db.session.execute(update(SessionMirror).values(settled=""))
        db.session.commit()
    venue.leave(session, people[0])
    office.run(minutes=5)
    assert inside(moodle) == set()


def test_a_workshop_without_a_course_stays_out_of_the_lms(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    venue.session(capacity=2, offer=venue.offers[1])
    office.run()
    assert groups(moodle) == []
    with venue.town.app.app_context():
        assert not list(db.session.scalars(select(SessionMirror)))
