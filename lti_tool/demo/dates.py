"""Which quarters the demo shows at a given day, and when what happened in them; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from questionnaires.calendar import DAY, is_working_moment, midnight
from questionnaires.quarters import Quarter, default_dates

RUNS_FOR = timedelta(days=10)
TRIES = 200


@dataclass(frozen=True, slots=True)
class Round:
    """A quarter with the first and the last day of its scan."""

    quarter: Quarter
    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Last quarter, the one of today, and the next."""

    last: Round
    running: Round
    coming: Round


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def _before(quarter: Quarter) -> Quarter:
    return quarter_of(quarter.begins - DAY)


def calendar(today: date) -> Calendar:
    """The rounds around a day.

    The one that runs opened on a Monday ten to sixteen days ago, or with the quarter when
    that is younger, and lasts four weeks: so the demo stays good for eleven days or more.
    """
    quarter = quarter_of(today)
    monday = today - RUNS_FOR - timedelta(days=(today - RUNS_FOR).weekday())
    opens = max(monday, quarter.begins)
    _, usual_end = default_dates(quarter)
    lasts = usual_end - default_dates(quarter)[0]
    return Calendar(
        last=Round(_before(quarter), *default_dates(_before(quarter))),
        running=Round(quarter, opens, opens + lasts),
        coming=Round(quarter.following, *default_dates(quarter.following)),
    )


def moments(begins: date, ends: datetime, count: int, chance: Random) -> list[datetime]:
    """Moments in working hours between the start of a day and ``ends``, in order.

    More of them lie early: most people answer the invitation, some the reminder.
    """
    start = midnight(begins)
    length = (ends - start).total_seconds()
    return sorted(_moment(start, length, chance) for _ in range(count))


def _moment(start: datetime, length: float, chance: Random) -> datetime:
    moment = start
    for _ in range(TRIES):
        moment = start + timedelta(seconds=int(length * chance.random() ** 1.6))
        if is_working_moment(moment):
            break
    return moment
