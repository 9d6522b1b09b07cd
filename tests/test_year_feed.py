"""The year plan as a calendar, by HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from lti_tool.models import OfferLink, db
from tests.admin import Admin, planned
from tests.town import Town


@pytest.fixture
def admin(town: Town) -> Admin:
    return Admin(town)


def feed_url(admin: Admin) -> str:
    admin.see("/year")
    page = admin.send("/year/calendar", 200, go="make")
    found = re.search(r"https?://[^\s<]+(/agenda/[^\s<]+\.ics)", page)
    assert found
    return found[1]


def test_the_calendar_has_days_and_themes_and_no_people(admin: Admin, town: Town) -> None:
    cycle = planned(admin)
    stranger: FlaskClient = town.app.test_client()
    answer = stranger.get(feed_url(admin))
    assert answer.mimetype == "text/calendar"
    events = {
        str(event["uid"]): event["dtstart"].dt
        for event in Calendar.from_ical(answer.data).walk("VEVENT")
    }
    assert events[f"cycle-{cycle.id}-opens@themascan"] == cycle.opens
    assert events[f"cycle-{cycle.id}-closes@themascan"] == cycle.closes
    assert events[f"cycle-{cycle.id}-kit@themascan"] == cycle.opens - timedelta(days=7)
    with town.app.app_context():
        links = db.session.scalars(select(OfferLink.course_title)).all()
    assert not any(title in answer.get_data(as_text=True) for title in links)


def test_the_calendars_address_ends_when_a_new_one_is_made_or_it_is_withdrawn(
    admin: Admin, town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    stranger = town.app.test_client()
    first = feed_url(admin)
    second = feed_url(admin)
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    admin.send("/year/calendar", go="end")
    assert stranger.get(second).status_code == 404
    assert second.split("/")[-1][:20] not in capfd.readouterr().err
