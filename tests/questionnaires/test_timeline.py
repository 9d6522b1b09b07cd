"""Where days stand on the line of the year plan."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.quarters import Quarter
from questionnaires.timeline import Timeline

LINE = Timeline(Quarter(2026, 4), 5)


def test_quarters_stand_side_by_side_and_years_follow() -> None:
    assert [(str(quarter), x) for quarter, x in LINE.quarters] == [
        ("2026-Q4", 0),
        ("2027-Q1", 200),
        ("2027-Q2", 400),
        ("2027-Q3", 600),
        ("2027-Q4", 800),
    ]
    months = list(LINE.months)
    assert [day.month for day, _x in months] == [10, 11, 12, *range(1, 13)]
    assert months[3] == (date(2027, 1, 1), 200.0)


def test_a_day_stands_in_its_quarter_and_what_is_outside_at_the_nearest_end() -> None:
    assert LINE.at(date(2026, 10, 1)) == 0
    assert LINE.at(date(2026, 11, 16)) == 100
    assert LINE.at(date(2026, 9, 1)) == 0
    assert LINE.at(date(2030, 1, 1)) == LINE.width


def test_a_stretch_includes_its_last_day() -> None:
    whole = LINE.piece(date(2026, 10, 1), date(2026, 12, 31))
    assert (whole.x, whole.width) == (0, 200)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 200))
def test_later_days_stand_further_on(day: date, days: int) -> None:
    assert LINE.at(day) <= LINE.at(day + timedelta(days=days))
    assert 0 <= LINE.piece(day, day + timedelta(days=days)).width <= LINE.width
