"""A workshop's session in the practice LMS, over HTTP: booked, moved, given back, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.moodle import MoodleApi
from lti_tool.models import OfferLink, Platform, WorkshopSession, db
from lti_tool.practice.tables import Event
from lti_tool.services.sessions import cancel_session
from tests.jobs.conftest import Office
from tests.ports import free_port
from tests.practice.world import PracticeMoodle, practice_lms
from tests.services.workshop import ACTOR, Venue
from tests.town import Town

COURSE = "21"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeMoodle]:
    with practice_lms(tmp_path, free_port()) as lms:
        yield lms


def connected(town: Town, lms: PracticeMoodle) -> Venue:
    """A workshop that leads to a course of the practice LMS."""
    venue = Venue(town)
    lms.add_course(COURSE, "WS-21", "Workshop")
    with town.app.app_context():
        platform = db.session.get_one(Platform, town.platform_id)
        platform.api_adapter, platform.api_url = "moodle", lms.url
        platform.api_token_sealed = town.tools.vault.seal_text(lms.token)
        about = {"course_ref": COURSE, "course_id": COURSE, "course_title": "Workshop"}
        about |= {"cycle_id": town.cycle_id, "offer_id": venue.offers[0]}
        db.session.add(OfferLink(**about, healthy=True, checked_at=town.clock()))
        db.session.commit()
    return venue


def test_a_session_lives_in_the_practice_lms_as_long_as_it_takes_place(
    town: Town, office: Office, practice: PracticeMoodle
) -> None:
    venue, people = connected(town, practice), []
    for key in ("301", "302"):
        practice.add_user(key)
        people.append(town.add_person(key))
    api = MoodleApi(town.tools.door, practice.url, practice.token, pace=lambda: None)
    session = venue.session(capacity=2)
    venue.book(session, *people)
    office.run()
    assert practice.enrolled(COURSE) == {"301", "302"}
    [group] = api.course_groups(COURSE)
    assert group.idnumber.startswith("themascan-")
    assert api.group_members(COURSE, group.id) == {"301", "302"}
    [before] = events(practice)
    venue.leave(session, people[0])
    with town.app.app_context():
        starts = db.session.get_one(WorkshopSession, session).starts_at + timedelta(days=1)
    venue.change(session, starts_at=starts, ends_at=starts + timedelta(hours=1))
    office.run(minutes=5)
    assert api.group_members(COURSE, group.id) == {"302"}
    [after] = events(practice)
    assert after.starts - before.starts == timedelta(days=1)
    with town.app.app_context():
        cancel_session(venue.office, session, ACTOR)
    office.run(minutes=10)
    assert (api.course_groups(COURSE), events(practice)) == ([], [])
    assert practice.enrolled(COURSE) == {"301", "302"}


def events(lms: PracticeMoodle) -> list[Event]:
    with lms.practice.session() as session:
        found = list(session.scalars(select(Event)))
        session.expunge_all()
        return found
