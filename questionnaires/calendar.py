"""Working days and hours in the Netherlands; opening hours of everything that waits.

Every moment is aware. Public holidays come from the `holidays` package; Good Friday and
Liberation Day are counted as days off in every year, because many municipalities do and
because a mail or mark that comes a day later harms nobody.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from holidays import country_holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORK_BEGINS = time(9)
WORK_ENDS = time(17)
SATURDAY = 5
DAY = timedelta(days=1)


@cache
def days_off(year: int) -> frozenset[date]:
    """The Dutch holidays of a year, optional ones included."""
    return frozenset(country_holidays("NL", categories=("public", "optional"), years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in days_off(day.year)


def working_days_later(day: date, count: int) -> date:
    """The working day that is ``count`` working days after (or, negative, before) ``day``."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def first_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first after it."""
    return working_days_later(day - DAY, 1)


def local_date(moment: datetime) -> date:
    """The date in Amsterdam at a moment."""
    return moment.astimezone(AMSTERDAM).date()


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Amsterdam."""
    return datetime.combine(day, time(), AMSTERDAM)


def is_working_moment(moment: datetime) -> bool:
    """Whether people are at work: a working day, from 9:00 up to 17:00."""
    local = moment.astimezone(AMSTERDAM)
    return is_working_day(local.date()) and WORK_BEGINS <= local.time() < WORK_ENDS


def next_working_moment(now: datetime, random: Random) -> datetime:
    """A random second of the first block of working hours that begins after ``now``.

    Always a whole block, so that the moment says nothing about when somebody was done.
    """
    day = local_date(now)
    while not is_working_day(day) or datetime.combine(day, WORK_BEGINS, AMSTERDAM) <= now:
        day += DAY
    begins = datetime.combine(day, WORK_BEGINS, AMSTERDAM)
    ends = datetime.combine(day, WORK_ENDS, AMSTERDAM)
    seconds = random.randrange(int((ends - begins).total_seconds()))
    return begins + timedelta(seconds=seconds)
