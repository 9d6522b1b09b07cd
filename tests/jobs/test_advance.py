"""Cycles that move by the calendar: ready, open and closed on their days, and never twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.fakes.moodle import FakeMoodle, Weather
from lti_tool.models import Cycle, OfferLink, db
from lti_tool.services.cycles import cycle_status
from lti_tool.services.planning import change_cycle, plan_cycle
from lti_tool.services.reports import published
from questionnaires.calendar import AMSTERDAM
from tests.hall import NOW, THEME, Hall
from tests.jobs.conftest import Office, planned, steps

OPENING = datetime(2026, 10, 12, tzinfo=AMSTERDAM)
CLOSING = datetime(2026, 11, 9, tzinfo=AMSTERDAM)
A_SECOND = timedelta(seconds=1)


def state(session: Session, cycle_id: int) -> str:
    found = session.get_one(Cycle, cycle_id, populate_existing=True).state
    session.rollback()
    return found


def published_at(session: Session, cycle_id: int) -> datetime | None:
    found = published(session, cycle_id)
    session.rollback()
    return found and found.published_at


def test_a_cycle_opens_and_closes_at_midnight_in_amsterdam(connected: Hall, office: Office) -> None:
    cycle, session = planned(connected), connected.session
    assert office.run(OPENING - timedelta(days=22)) == []
    assert office.run(OPENING - A_SECOND) == [f"cycle {cycle} (2026-Q4): ready"]
    assert office.run(OPENING) == [f"cycle {cycle} (2026-Q4): opened"]
    assert office.run(OPENING) == []
    assert office.run(CLOSING - A_SECOND) == []
    # The last day is a Sunday, so the first working day begins as the scan closes.
    assert steps(office.run(CLOSING)) == [
        f"cycle {cycle} (2026-Q4): {step}" for step in ("closed", "published")
    ]
    assert state(session, cycle) == "published"
    assert cycle_status(session, cycle, CLOSING)["invited"] == 3


def test_a_scan_that_ends_on_a_friday_is_published_on_monday(
    connected: Hall, office: Office
) -> None:
    cycle, session = planned(connected), connected.session
    friday = datetime(2026, 11, 6, tzinfo=AMSTERDAM)
    change_cycle(session, cycle, NOW, closes=friday.date())
    office.run(OPENING)
    assert office.run(friday + timedelta(days=2)) == [f"cycle {cycle} (2026-Q4): closed"]
    assert published_at(session, cycle) is None
    assert steps(office.run(CLOSING)) == [f"cycle {cycle} (2026-Q4): published"]
    assert published_at(session, cycle) == CLOSING


def test_a_cycle_ends_with_its_quarter(connected: Hall, office: Office) -> None:
    cycle, session = planned(connected), connected.session
    office.run(OPENING)
    office.run(CLOSING)
    new_year = datetime(2027, 1, 1, tzinfo=AMSTERDAM)
    assert office.run(new_year - A_SECOND) == []
    assert office.run(new_year) == [f"cycle {cycle} (2026-Q4): archived"]
    assert office.run(new_year) == []
    assert session.get_one(Cycle, cycle, populate_existing=True).archived_at == new_year


def test_a_machine_that_was_off_a_whole_quarter_still_publishes_first(
    connected: Hall, office: Office
) -> None:
    cycle = planned(connected)
    office.run(OPENING)
    assert steps(office.run(datetime(2027, 2, 1, tzinfo=AMSTERDAM))) == [
        f"cycle {cycle} (2026-Q4): {step}" for step in ("closed", "published", "archived")
    ]


def test_a_machine_that_was_off_catches_up_in_order(connected: Hall, office: Office) -> None:
    cycle = planned(connected)
    later = OPENING + timedelta(days=9)
    assert office.run(later) == [f"cycle {cycle} (2026-Q4): {step}" for step in ("ready", "opened")]


def test_a_cycle_that_missed_its_last_day_does_not_open(connected: Hall, office: Office) -> None:
    cycle = planned(connected)
    assert "opened" not in str(office.run(CLOSING + timedelta(days=3)))
    assert state(connected.session, cycle) == "planned"


def test_what_keeps_a_cycle_shut_is_said_once_a_run(connected: Hall, office: Office) -> None:
    cycle = connected.plan(scan_url="")
    lines = office.run(OPENING)
    assert any("scan_url" in line for line in lines)
    assert any("roster import" in line for line in lines)
    assert len(lines) == len(set(lines))
    assert state(connected.session, cycle) == "planned"


def test_a_course_that_went_hidden_is_seen_before_opening(
    connected: Hall, office: Office, moodle: FakeMoodle
) -> None:
    cycle = planned(connected)
    office.run(OPENING - timedelta(days=10))
    assert state(connected.session, cycle) == "ready"
    moodle.site.courses["11"]["visible"] = 0
    assert office.run(OPENING - timedelta(days=9)) == [
        f"cycle {cycle} (2026-Q4): not ready any more"
    ]
    assert any("hidden" in line for line in office.run(OPENING))
    assert state(connected.session, cycle) == "planned"
    moodle.site.courses["11"]["visible"] = 1
    assert f"cycle {cycle} (2026-Q4): opened" in office.run(OPENING + timedelta(hours=1))


def test_an_lms_that_is_down_keeps_no_cycle_shut(
    connected: Hall, office: Office, moodle: FakeMoodle
) -> None:
    cycle = planned(connected)
    moodle.weather = Weather("503")
    assert f"cycle {cycle} (2026-Q4): opened" in office.run(OPENING)


def test_the_old_cycle_closes_before_the_new_one_opens(connected: Hall, office: Office) -> None:
    hall = connected
    cycle = planned(hall)
    office.run(OPENING)
    url = "https://lms.example.nl/scan"
    second = plan_cycle(
        hall.session, hall.organisation_id, THEME, "2027-Q1", CLOSING.date(), None, url, NOW
    )
    hall.link_all(second)
    assert steps(office.run(CLOSING)) == [
        f"cycle {cycle} (2026-Q4): closed",
        f"cycle {cycle} (2026-Q4): published",
        f"cycle {second} (2027-Q1): ready",
        f"cycle {second} (2027-Q1): opened",
    ]


def test_a_moved_date_is_followed(connected: Hall, office: Office) -> None:
    cycle = planned(connected)
    change_cycle(connected.session, cycle, NOW, opens=OPENING.date() + timedelta(days=1))
    assert "opened" not in str(office.run(OPENING))
    assert "opened" in str(office.run(OPENING + timedelta(days=1)))


def test_links_are_looked_at_no_more_than_needed(
    connected: Hall, office: Office, moodle: FakeMoodle
) -> None:
    cycle = planned(connected)
    moment = OPENING - timedelta(days=5)
    office.run(moment)
    asked = len(moodle.calls)
    office.run(moment + timedelta(hours=5))
    assert len(moodle.calls) == asked
    office.run(moment + timedelta(hours=7))
    assert len(moodle.calls) > asked
    links = connected.session.scalars(select(OfferLink).where(OfferLink.cycle_id == cycle)).all()
    assert all(link.healthy for link in links)
    db.session.rollback()
