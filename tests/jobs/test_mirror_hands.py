"""Sessions in Moodle where another hand is in it: L&D's, the administrator's, or an erasure."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from adapters.fakes.moodle import FakeMoodle, Weather
from lti_tool.models import Booking, Delivery, OfferLink, Person, SessionMirror, WorkshopSession, db
from lti_tool.services.erasing import let_go
from lti_tool.services.mirror_switch import switch_mirror
from lti_tool.services.sessions import cancel_session
from tests.jobs.conftest import COURSE, Office
from tests.services.workshop import ACTOR, Venue

GROUP_END, EVENT_NEW = "core_group_delete_groups", "core_calendar_create_calendar_events"


def fault_of(venue: Venue) -> str:
    with venue.town.app.app_context():
        return db.session.scalars(select(SessionMirror.fault)).one()


def names(moodle: FakeMoodle) -> list[str]:
    return [str(row["name"]) for row in moodle.shelf.groups()]


def inside(moodle: FakeMoodle) -> set[str]:
    [group] = moodle.shelf.groups()
    return {str(user) for user in group["userids"]}


def erase(venue: Venue, number: int) -> None:
    with venue.town.app.app_context():
        person = db.session.get_one(Person, number)
        let_go(db.session(), venue.town.tools.vault, person, venue.town.clock())
        db.session.commit()


def orders(venue: Venue) -> list[Delivery]:
    return [row for row in venue.town.deliveries() if row.kind == "group"]


def test_whoever_is_erased_leaves_the_group_and_no_trace_of_it_stays(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=3)
    venue.book(session, *people)
    office.run()
    erase(venue, people[0])
    moodle.weather = Weather("500")
    office.run(minutes=1)
    assert [row.state for row in orders(venue)] == ["waiting"]
    moodle.weather = None
    office.run(hours=1)
    assert inside(moodle) == {"302", "303"}
    [order] = orders(venue)
    assert order.state == "delivered"
    assert venue.town.tools.vault.open_payload(order.payload_sealed) == {}


def test_a_group_that_waited_for_an_erasure_goes_with_it(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=3)
    venue.book(session, people[0])
    office.run()
    moodle.weather = Weather("500", times=1)
    erase(venue, people[0])
    office.run(minutes=1)
    with venue.town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
    moodle.weather = None
    office.run(hours=1)
    office.run(hours=2)
    assert moodle.shelf.groups() == []


def test_whom_ld_took_out_of_the_course_is_not_enrolled_again(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=3)
    venue.book(session, people[0])
    office.run()
    moodle.unenrol(COURSE, "301")
    [group] = moodle.shelf.groups()
    moodle.shelf.set_member(str(group["id"]), "301", inside=False)
    venue.book(session, people[1])
    office.run(minutes=5)
    assert inside(moodle) == {"302"}
    assert moodle.enrolled(COURSE) == {"302"}
    assert fault_of(venue) == "not_all"


def test_somebody_who_cannot_come_in_keeps_nobody_else_out(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=3)
    stranger = venue.town.add_person("404")
    venue.book(session, stranger)
    office.run()
    assert fault_of(venue) == "not_all"
    venue.book(session, people[0])
    office.run(minutes=5)
    assert inside(moodle) == {"301"}
    moodle.add_user("404")
    moodle.enrol(COURSE, "404")
    office.run(hours=2)
    assert inside(moodle) == {"301", "404"}
    assert fault_of(venue) == ""


def test_without_the_right_to_keep_groups_nothing_is_written_and_a_day_later_it_is(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    moodle.site.without.add("moodle/course:managegroups")
    venue.book(venue.session(capacity=3), people[0])
    office.run()
    assert fault_of(venue) == "no_right"
    assert (names(moodle), moodle.shelf.events()) == ([], [])
    assert [row.state for row in venue.town.deliveries()] == ["delivered"]
    moodle.site.without.clear()
    office.run(days=1)
    assert inside(moodle) == {"301"}
    assert fault_of(venue) == ""


@pytest.mark.parametrize("missing", ["moodle/calendar:manageentries", EVENT_NEW])
def test_without_the_calendar_the_group_is_kept(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int], missing: str
) -> None:
    moodle.site.without.add(missing)
    moodle.site.lacking.add(missing)
    session = venue.session(capacity=3)
    venue.book(session, people[0])
    office.run()
    assert (inside(moodle), moodle.shelf.events()) == ({"301"}, [])
    assert fault_of(venue) == "no_calendar"
    venue.book(session, people[1])
    office.run(minutes=5)
    assert inside(moodle) == {"301", "302"}
    moodle.site.without.clear()
    moodle.site.lacking.clear()
    office.run(days=1, minutes=5)
    assert len(moodle.shelf.events()) == 1
    assert fault_of(venue) == ""


def test_a_group_that_ld_deleted_stays_away_until_they_say_so(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    session = venue.session(capacity=3)
    venue.book(session, people[0])
    office.run()
    [group] = moodle.shelf.groups()
    moodle.shelf.drop_group(str(group["id"]))
    venue.book(session, people[1])
    office.run(minutes=5)
    office.run(days=1)
    assert moodle.shelf.groups() == []
    assert fault_of(venue) == "no_group"
    with venue.town.app.app_context():
        row = db.session.get_one(WorkshopSession, session)
        switch_mirror(venue.office, row, wanted=True, actor=ACTOR)
    office.run(days=1, minutes=5)
    assert inside(moodle) == {"301", "302"}


def test_a_session_that_was_planned_before_its_course_was_linked_follows(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    with venue.town.app.app_context():
        link = db.session.scalars(select(OfferLink).where(OfferLink.course_id == COURSE)).one()
        columns = {c.key: getattr(link, c.key) for c in OfferLink.__table__.columns}
        db.session.execute(delete(OfferLink).where(OfferLink.id == link.id))
        db.session.commit()
    venue.book(venue.session(capacity=3), people[0])
    office.run()
    assert moodle.shelf.groups() == []
    with venue.town.app.app_context():
        db.session.add(OfferLink(**columns))
        db.session.commit()
    office.run(minutes=5)
    office.run(minutes=10)
    assert inside(moodle) == moodle.enrolled(COURSE) == {"301"}


def test_ld_s_own_group_and_event_are_left_alone(
    venue: Venue, office: Office, moodle: FakeMoodle, people: list[int]
) -> None:
    own = {"courseid": int(COURSE), "name": "Van Noor", "idnumber": "noor"}
    number = moodle.shelf.add_group(own)
    moodle.enrol(COURSE, "303")
    moodle.shelf.set_member(str(number), "303", inside=True)
    event = {"name": "Van Noor", "groupid": number, "courseid": int(COURSE)}
    moodle.shelf.add_event({**event, "timestart": 1, "timeduration": 0, "eventtype": "group"})
    before = [dict(row) for row in (*moodle.shelf.groups(), *moodle.shelf.events())]
    session = venue.session(capacity=3)
    venue.book(session, people[0])
    office.run()
    assert len(moodle.shelf.groups()) == len(moodle.shelf.events()) == 2
    venue.leave(session, people[0])
    with venue.town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
    office.run(minutes=5)
    assert [*moodle.shelf.groups(), *moodle.shelf.events()] == before
    with venue.town.app.app_context():
        assert not any(db.session.scalars(select(Booking.in_group)))
