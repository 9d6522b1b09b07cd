"""Enrolments with a last day, from the outbox to a Moodle on a real socket."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update

from adapters.fakes.moodle import FakeMoodle
from lti_tool.models import OfferLink, db
from questionnaires.calendar import AMSTERDAM
from tests.jobs.conftest import Office, Post


def test_an_enrolment_ends_after_the_day_that_was_set_and_nobodys_dates_change(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    new, there = post.add_people(100, 2)
    moodle.enrol("11", there).timeend = 5
    with post.town.app.app_context():
        ends = update(OfferLink).where(OfferLink.course_id == "11")
        db.session.execute(ends.values(ends_on=date(2026, 12, 31)))
        db.session.commit()
    post.queue("11", "12")
    office.run()
    midnight = datetime(2027, 1, 1, tzinfo=AMSTERDAM).timestamp()
    ends_at = {course: moodle.site.enrolments[course][new].timeend for course in ("11", "12")}
    assert ends_at == {"11": midnight, "12": 0}
    assert moodle.site.enrolments["11"][there].timeend == 5
