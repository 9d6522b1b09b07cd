"""Cycles that move by the calendar, while others do something else or stand with a broken row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from adapters.fakes.moodle import FakeMoodle
from adapters.lms import Course
from adapters.moodle import MoodleApi
from lti_tool.models import Cycle, db
from lti_tool.services.advancing import advance
from lti_tool.services.planning import change_cycle
from tests.hall import NOW, Hall, vault
from tests.jobs.conftest import planned
from tests.open_transactions import WatchfulDoor
from tests.services.ballot import OPENING


class SlowApi(MoodleApi):
    """An LMS that takes so long that something else happens in the meantime."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def course(self, ref: str) -> Course:
        self.meanwhile()
        return super().course(ref)


def test_a_scan_that_is_put_off_while_its_courses_are_looked_at_does_not_open(
    connected: Hall, moodle: FakeMoodle
) -> None:
    number, session = planned(connected), connected.session
    later = (OPENING + timedelta(days=7)).date()

    def put_off() -> None:
        with Session(db.engine) as other:
            change_cycle(other, number, NOW, opens=later)

    door = WatchfulDoor([moodle.host_port])
    api = SlowApi(door, moodle.url, moodle.token, pace=lambda: None)
    api.meanwhile = put_off
    diary = advance(session, vault(), lambda _platform: api, OPENING)
    cycle = session.get_one(Cycle, number, populate_existing=True)
    assert (cycle.opens, cycle.opened_at) == (later, None)
    assert "opened" not in str(diary.done)
    assert door.held == []
