"""The nightly round: a Moodle on a real socket is asked who finished, about everybody alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle, Weather
from lti_tool.models import Completion, Cycle, OfferLink, Person, db
from lti_tool.services.attendance import tick_off
from lti_tool.services.completions import finished_people
from lti_tool.services.own_learning import declare
from tests.jobs.conftest import Office, Post
from tests.services.workshop import Venue
from tests.town import Town

ASK = "core_completion_get_course_completion_status"


@pytest.fixture
def people(post: Post, moodle: FakeMoodle) -> list[str]:
    """Three colleagues who are in the first course."""
    people = post.add_people(100, 3)
    for account in people:
        moodle.enrol("11", account)
    return people


def finish(moodle: FakeMoodle, account: str, at: datetime, course: str = "11") -> None:
    moodle.shelf.done[course, account] = int(at.timestamp())


def kept(town: Town) -> list[tuple[str, str, date, str]]:
    """(account, offer, day, source) of everything that is kept, in order."""
    with town.app.app_context():
        rows = db.session.execute(
            select(
                Person.lms_user_id,
                Completion.offer_id,
                Completion.finished_on,
                Completion.source,
            )
            .join(Person, Person.id == Completion.person_id)
            .order_by(Person.lms_user_id, Completion.offer_id)
        )
        return [tuple(row) for row in rows]


def offer_of(town: Town, course: str) -> str:
    with town.app.app_context():
        query = select(OfferLink.offer_id).where(OfferLink.course_id == course)
        return db.session.scalars(query).one()


def test_who_finished_is_kept_with_the_day_and_asked_no_more(
    post: Post, office: Office, moodle: FakeMoodle, people: list[str]
) -> None:
    town, at = post.town, post.town.clock()
    finish(moodle, "101", at - timedelta(days=2))
    said = office.run()
    assert said == [f"platform {town.platform_id}: more people finished course 11"]
    day = (at - timedelta(days=2)).date()
    assert kept(town) == [("101", offer_of(town, "11"), day, "lms")]
    before = len(moodle.calls)
    assert office.run() == []
    asked = [name for name, _ in moodle.calls[before:]].count(ASK)
    assert asked == 2
    assert len(kept(town)) == 1


def test_nobody_is_asked_about_who_is_not_in_the_course(
    post: Post, office: Office, moodle: FakeMoodle, people: list[str]
) -> None:
    post.add_people(200, 5)
    office.run()
    assert [name for name, _ in moodle.calls].count(ASK) == 3
    assert moodle.writing_calls == []


@pytest.fixture(params=["500", "login", "maintenance"])
def storm(request: pytest.FixtureRequest, moodle: FakeMoodle) -> Iterator[None]:
    moodle.weather = Weather(request.param)
    yield
    moodle.weather = None


def test_an_lms_that_is_away_leaves_all_as_it_was_and_the_figure_unknown(
    post: Post, office: Office, people: list[str], storm: None
) -> None:
    town = post.town
    [line] = office.run()
    assert line.startswith(f"platform {town.platform_id}: who finished is not known")
    assert "127.0.0.1" not in line
    with town.app.app_context():
        assert finished_people(db.session(), town.cycle_id, town.clock()) is None


def test_a_course_that_cannot_tell_is_named_and_the_others_are_asked(
    post: Post, office: Office, moodle: FakeMoodle, people: list[str]
) -> None:
    moodle.shelf.without_criteria.add("11")
    moodle.enrol("12", "100")
    finish(moodle, "100", post.town.clock(), "12")
    lines = office.run()
    assert any("course 11: who finished is not known" in line for line in lines)
    assert [row[:2] for row in kept(post.town)] == [("100", offer_of(post.town, "12"))]


def test_what_somebody_said_gives_way_to_the_lms(
    post: Post, office: Office, moodle: FakeMoodle, people: list[str]
) -> None:
    town, at = post.town, post.town.clock()
    offer = offer_of(town, "11")
    with town.app.app_context():
        person = db.session.scalars(select(Person.id).where(Person.lms_user_id == "100")).one()
        declare(db.session(), person, (town.cycle_id, offer), at.date())
        declare(db.session(), person, (town.cycle_id, offer), at.date())
    assert [row[3] for row in kept(town)] == ["self"]
    finish(moodle, "100", at - timedelta(days=1))
    office.run()
    assert kept(town) == [("100", offer, (at - timedelta(days=1)).date(), "lms")]


def test_a_cycle_that_is_over_is_not_asked_about(
    post: Post, office: Office, moodle: FakeMoodle, people: list[str]
) -> None:
    town = post.town
    finish(moodle, "100", town.clock())
    with town.app.app_context():
        opens = date(2025, 1, 13)
        over = {"state": "archived", "opens": opens, "closes": opens + timedelta(days=27)}
        db.session.execute(update(Cycle).values(over))
        db.session.commit()
    office.run()
    assert kept(town) == []


def test_a_course_that_was_copied_is_followed_by_its_number(
    post: Post, office: Office, moodle: FakeMoodle, people: list[str]
) -> None:
    town = post.town
    with town.app.app_context():
        held = update(OfferLink).where(OfferLink.course_id == "11")
        db.session.execute(held.values(course_ref="idnumber:ID-11"))
        db.session.commit()
    moodle.site.courses["11"]["idnumber"] = ""
    moodle.add_course("21", "ID-11", "Cursus 11, nieuw")
    moodle.enrol("21", "102")
    finish(moodle, "102", town.clock(), "21")
    lines = office.run()
    assert any("course 11 is another one now" in line for line in lines)
    assert [row[0] for row in kept(town)] == ["102"]


def test_attendance_stays_when_the_list_goes_and_mistakes_go_with_it(
    town: Town, office: Office
) -> None:
    venue, [guest, other] = Venue(town), Venue(town).people(2)
    session = venue.session(capacity=2, days=1)
    venue.book(session, guest, other)
    rows = {row.person_id: row.id for row in venue.rows(session)}
    town.clock.forward(days=2)
    with town.app.app_context():
        tick_off(db.session(), session, {rows[guest], rows[other]}, town.clock())
    office.run()
    assert [row[0] for row in kept(town)] == ["guest0", "guest1"]
    with town.app.app_context():
        tick_off(db.session(), session, {rows[guest]}, town.clock())
    office.run()
    assert [row[0] for row in kept(town)] == ["guest0"]
    with town.app.app_context():
        found = finished_people(db.session(), town.cycle_id, town.clock())
    assert found == {guest}
