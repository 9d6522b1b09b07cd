"""Places that are taken in Moodle: by whom L&D put into a session's group, ours or their own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from adapters.fakes.moodle import FakeMoodle
from adapters.lms import Group
from lti_tool.models import Booking, SessionMirror, WorkshopSession, db
from lti_tool.services.faults import Faults
from lti_tool.services.mirror_switch import choose_group
from lti_tool.services.mirroring import AT_ONCE
from lti_tool.services.sessions import cancel_session
from tests.jobs.conftest import COURSE, Office
from tests.services.workshop import ACTOR, Venue


@pytest.fixture
def theirs(venue: Venue, people: list[int], moodle: FakeMoodle) -> Group:
    """A group that L&D made in the course, with account 309 in it."""
    number = moodle.shelf.add_group({"courseid": int(COURSE), "name": "Van Noor", "idnumber": ""})
    moodle.add_user("309")
    moodle.enrol(COURSE, "309")
    moodle.shelf.set_member(str(number), "309", inside=True)
    return Group(str(number), "", "Van Noor")


def choose(venue: Venue, session: int, group: Group | None) -> None:
    with venue.town.app.app_context():
        row = db.session.get_one(WorkshopSession, session)
        choose_group(venue.office, row, group, ACTOR)


def members(moodle: FakeMoodle, group: str) -> set[str]:
    [row] = [row for row in moodle.shelf.groups() if str(row["id"]) == group]
    return {str(user) for user in row["userids"]}


def elsewhere(venue: Venue, session: int) -> int:
    with venue.town.app.app_context():
        return db.session.get_one(WorkshopSession, session).elsewhere


def test_whom_ld_puts_into_the_group_takes_a_place_and_gives_it_back(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=2)
    venue.book(session, people[0])
    office.run()
    [group] = moodle.shelf.groups()
    moodle.enrol(COURSE, "303")
    moodle.shelf.set_member(str(group["id"]), "303", inside=True)
    office.run(hours=1, minutes=5)
    assert elsewhere(venue, session) == 1
    venue.book(session, people[1])
    assert venue.seats(session) == ([people[0]], [people[1]])
    with pytest.raises(Faults, match="2 places are taken"):
        venue.change(session, capacity=1)
    moodle.shelf.set_member(str(group["id"]), "303", inside=False)
    office.run(hours=2, minutes=10)
    assert venue.seats(session) == ([people[0], people[1]], [])
    assert venue.told(session)[-1] == (people[1], "promoted")
    office.run(hours=2, minutes=15)
    assert members(moodle, str(group["id"])) == {"301", "302"}


def test_a_place_is_never_taken_from_anybody(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int], theirs: Group
) -> None:
    session = venue.session(capacity=1)
    venue.book(session, *people[:2])
    choose(venue, session, theirs)
    office.run()
    assert elsewhere(venue, session) == 1
    assert venue.seats(session) == ([people[0]], [people[1]])
    venue.change(session, place="Kamer 2")
    assert venue.seats(session) == ([people[0]], [people[1]])


def test_a_session_that_lives_in_a_group_of_ld_s_changes_nothing_of_it_but_who_comes(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int], theirs: Group
) -> None:
    session = venue.session(capacity=3)
    choose(venue, session, theirs)
    venue.book(session, *people)
    office.run()
    assert [row["name"] for row in moodle.shelf.groups()] == ["Van Noor"]
    assert moodle.shelf.events() == []
    assert members(moodle, theirs.id) == {"301", "302", "303", "309"}
    assert elsewhere(venue, session) == 1
    venue.leave(session, people[0])
    office.run(minutes=5)
    assert members(moodle, theirs.id) == {"302", "303", "309"}
    with venue.town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
    office.run(minutes=10)
    assert members(moodle, theirs.id) == {"309"}
    with venue.town.app.app_context():
        assert not any(db.session.scalars(select(Booking.in_group)))


def test_from_a_group_of_ours_to_theirs_and_back_nobody_is_lost(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int], theirs: Group
) -> None:
    session = venue.session(capacity=3)
    venue.book(session, people[0])
    office.run()
    assert len(moodle.shelf.groups()) == 2
    choose(venue, session, theirs)
    office.run(minutes=5)
    assert [row["name"] for row in moodle.shelf.groups()] == ["Van Noor"]
    assert moodle.shelf.events() == []
    assert members(moodle, theirs.id) == {"301", "309"}
    choose(venue, session, None)
    office.run(minutes=10)
    assert members(moodle, theirs.id) == {"309"}
    assert len(moodle.shelf.groups()) == 2
    assert len(moodle.shelf.events()) == 1
    assert elsewhere(venue, session) == 0


def test_a_few_sessions_at_a_time_go_in_and_none_is_forgotten(
    venue: Venue, office: Office, moodle: FakeMoodle
) -> None:
    count = AT_ONCE + 2
    for number in range(count):
        venue.session(capacity=3, days=7 + number)
    office.run()
    assert len(moodle.shelf.groups()) == AT_ONCE
    office.run(minutes=5)
    assert len(moodle.shelf.groups()) == len(moodle.shelf.events()) == count
    with venue.town.app.app_context():
        assert len(db.session.scalars(select(SessionMirror)).all()) == count
