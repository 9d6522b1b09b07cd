"""A whole quarter, morning by morning, with and without a machine that stands still."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from lti_tool.models import Cycle, CycleMoment
from lti_tool.services.moments import HANDLERS
from questionnaires.calendar import AMSTERDAM
from questionnaires.moments import Kind
from tests.hall import Hall
from tests.jobs.conftest import Office, planned, steps

OPENING = datetime(2026, 10, 12, 7, tzinfo=AMSTERDAM)
STATES = ["ready", "opened", "closed", "published", "archived"]


def lived(hall: Hall, office: Office, away: tuple[int, ...] = ()) -> list[str]:
    """The states of a quarter; on the days away, counted from the opening, nobody looks."""
    cycle, lines = planned(hall), list[str]()
    for day in range(-22, 85):
        if day not in away:
            lines += office.run(OPENING + timedelta(days=day))
    return [line.removeprefix(f"cycle {cycle} (2026-Q4): ") for line in steps(lines)]


def settled(hall: Hall) -> dict[str, bool]:
    """Each moment that was settled, in order, and whether it was skipped."""
    rows = hall.session.scalars(select(CycleMoment).order_by(CycleMoment.id))
    found = {row.kind: row.skipped for row in rows}
    hall.session.rollback()
    return found


def all_happened() -> dict[str, bool]:
    """Everything that somebody handles; the rest is skipped once it is over."""
    return {kind.value: kind.value not in HANDLERS for kind in Kind}


def test_a_quarter_goes_by_itself(connected: Hall, office: Office) -> None:
    assert lived(connected, office) == STATES
    assert settled(connected) == all_happened()
    assert list(settled(connected)) == list(all_happened())
    drafts = select(Cycle.quarter).where(Cycle.state == "draft")
    assert connected.session.scalars(drafts).all() == ["2027-Q1"]


def test_five_days_of_standstill_over_opening_and_closing_change_nothing_in_the_end(
    connected: Hall, office: Office
) -> None:
    assert lived(connected, office, (*range(-2, 3), *range(25, 30))) == STATES
    assert settled(connected) == all_happened()


def test_a_clock_that_goes_back_an_hour_brings_nothing_twice(
    connected: Hall, office: Office
) -> None:
    cycle = planned(connected)
    said = office.run(OPENING)
    assert f"cycle {cycle} (2026-Q4): opened" in said
    before = settled(connected)
    assert office.run(OPENING - timedelta(hours=8)) == []
    assert office.run(OPENING) == []
    assert settled(connected) == before
