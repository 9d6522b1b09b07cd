"""Working days and hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from questionnaires.calendar import (
    is_working_day,
    is_working_moment,
    local_date,
    midnight,
    next_working_moment,
    working_days_later,
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 12), True),
        (date(2026, 10, 17), False),
        (date(2026, 10, 18), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2027, 4, 27), False),
        # Good Friday and Liberation Day, in every year.
        (date(2027, 3, 26), False),
        (date(2027, 5, 5), False),
        # When the birthday of the king falls on a Sunday, it is celebrated the day before.
        (date(2025, 4, 26), False),
        (date(2025, 4, 28), True),
    ],
)
def test_weekends_and_dutch_holidays_are_days_off(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 11, 6), 1, date(2026, 11, 9)),
        (date(2026, 11, 8), -3, date(2026, 11, 4)),
        (date(2026, 11, 8), 1, date(2026, 11, 9)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 28), -1, date(2026, 12, 24)),
        (date(2026, 11, 8), 0, date(2026, 11, 8)),
    ],
)
def test_working_days_are_counted_without_days_off(day: date, count: int, found: date) -> None:
    assert working_days_later(day, count) == found


def test_dates_and_midnights_are_those_of_amsterdam() -> None:
    assert midnight(date(2026, 10, 12)) == datetime(2026, 10, 11, 22, tzinfo=UTC)
    assert midnight(date(2026, 11, 9)) == datetime(2026, 11, 8, 23, tzinfo=UTC)
    assert local_date(datetime(2026, 10, 11, 22, 30, tzinfo=UTC)) == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("hour", "minute", "works"), [(6, 59, False), (7, 0, True), (14, 59, True), (15, 0, False)]
)
def test_people_work_from_nine_to_five(hour: int, minute: int, works: bool) -> None:
    assert is_working_moment(datetime(2026, 10, 12, hour, minute, tzinfo=UTC)) is works


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 10, 12, 6, tzinfo=UTC), date(2026, 10, 12)),
        # Within working hours: the next block, so that the moment says nothing.
        (datetime(2026, 10, 12, 7, tzinfo=UTC), date(2026, 10, 13)),
        (datetime(2026, 10, 12, 12, tzinfo=UTC), date(2026, 10, 13)),
        (datetime(2026, 10, 16, 20, tzinfo=UTC), date(2026, 10, 19)),
        (datetime(2026, 12, 24, 12, tzinfo=UTC), date(2026, 12, 28)),
    ],
)
def test_a_random_moment_lies_in_the_first_whole_block_of_working_hours(
    now: datetime, day: date
) -> None:
    moments = [next_working_moment(now, Random(seed)) for seed in range(200)]
    assert {local_date(moment) for moment in moments} == {day}
    assert all(is_working_moment(moment) and moment > now for moment in moments)
    assert max(moments) - min(moments) > timedelta(hours=7)
