"""Cycles that move by the calendar, while others do something else or stand with a broken row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from adapters.fakes.moodle import FakeMoodle
from adapters.lms import Course
from adapters.moodle import MoodleApi
from lti_tool.models import Cycle, db
from lti_tool.services.advancing import advance
from lti_tool.services.cycles import open_cycle
from lti_tool.services.organisations import add_organisation
from lti_tool.services.planning import change_cycle, plan_cycle
from lti_tool.services.themes import import_theme
from questionnaires.packs import shipped_packs
from tests.hall import NOW, THEME, Hall, vault
from tests.jobs.conftest import planned
from tests.open_transactions import WatchfulDoor
from tests.services.ballot import CLOSING, OPENING, Ballot


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


def neighbour(session: Session) -> int:
    """Another organisation, whose cycle runs as long as the hall's."""
    made = add_organisation(session, "Buurstad", NOW)
    import_theme(session, made, shipped_packs()[THEME], "pack.yaml", NOW)
    url = "https://buurstad.example.nl/scan"
    number = plan_cycle(session, made, THEME, "2026-Q4", OPENING.date(), None, url, NOW)
    assert open_cycle(session, number, OPENING)
    return number


def test_a_scan_that_does_not_open_keeps_no_other_organisation_back(hall: Hall) -> None:
    ballot, session = Ballot(hall), hall.session
    [person] = ballot.people(1)
    ours, theirs = ballot.opened(), neighbour(session)
    ballot.take([person], best=True)
    # As when a data key was taken away too early.
    person.wrapped_key = b"broken"
    session.commit()
    diary = advance(session, vault(), lambda _platform: None, CLOSING)
    assert session.get_one(Cycle, theirs, populate_existing=True).state == "published"
    assert session.get_one(Cycle, ours, populate_existing=True).state == "open"
    [line] = diary.missing
    assert line.startswith(f"cycle {ours} (2026-Q4) cannot go on")
    assert "key status" in line
    assert f"cycle {theirs} (2026-Q4): closed" in diary.done


def test_a_row_that_is_damaged_keeps_no_other_organisation_back(
    hall: Hall, capfd: pytest.CaptureFixture[str]
) -> None:
    session = hall.session
    ours, theirs = Ballot(hall).opened(), neighbour(session)
    session.execute(update(Cycle).where(Cycle.id == ours).values(document={}))
    session.commit()
    session.expire_all()
    diary = advance(session, vault(), lambda _platform: None, CLOSING)
    assert session.get_one(Cycle, theirs, populate_existing=True).state == "published"
    [line] = diary.missing
    assert "cycle_stuck" in line
    assert "cycle_stuck" in capfd.readouterr().err
