"""The quarters that the demo shows follow from the day, whichever day it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest

from lti_tool.demo.dates import calendar, moments
from questionnaires.calendar import AMSTERDAM, is_working_moment, midnight

DAYS = {
    date(2026, 1, 1): ("2025-Q4", "2026-Q1", "2026-Q2"),
    date(2026, 3, 31): ("2025-Q4", "2026-Q1", "2026-Q2"),
    date(2026, 4, 1): ("2026-Q1", "2026-Q2", "2026-Q3"),
    date(2026, 11, 25): ("2026-Q3", "2026-Q4", "2027-Q1"),
    date(2026, 12, 31): ("2026-Q3", "2026-Q4", "2027-Q1"),
}


@pytest.mark.parametrize(("today", "quarters"), DAYS.items(), ids=str)
def test_the_quarter_of_today_runs(today: date, quarters: tuple[str, str, str]) -> None:
    found = calendar(today)
    assert tuple(str(r.quarter) for r in (found.last, found.running, found.coming)) == quarters


@pytest.mark.parametrize("later", range(366))
def test_on_every_day_of_a_year_the_scan_is_open_and_stays_so_for_a_while(later: int) -> None:
    today = date(2027, 1, 1) + timedelta(days=later)
    found = calendar(today)
    assert found.running.opens <= today
    assert (found.running.closes - today).days >= 11
    assert found.last.closes < found.running.opens
    assert found.coming.opens > today


def test_most_moments_are_early_and_all_in_working_hours() -> None:
    opens, until = date(2026, 11, 9), datetime(2026, 11, 25, 10, tzinfo=AMSTERDAM)
    found = moments(opens, until, 300, Random(1))
    assert found == sorted(found)
    assert all(is_working_moment(moment) and moment <= until for moment in found)
    middle = midnight(opens) + (until - midnight(opens)) / 2
    assert sum(moment < middle for moment in found) > 150


def test_on_the_first_night_everybody_was_quick() -> None:
    until = datetime(2027, 1, 1, 0, 30, tzinfo=AMSTERDAM)
    found = moments(date(2027, 1, 1), until, 50, Random(1))
    assert all(midnight(date(2027, 1, 1)) <= moment <= until for moment in found)
