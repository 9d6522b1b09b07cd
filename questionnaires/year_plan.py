"""A year of quarters: which is free, and how next year follows from this one; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from questionnaires.calendar import first_working_day
from questionnaires.quarters import Quarter, default_dates

# Whole weeks, so that a Monday stays a Monday.
A_YEAR = timedelta(weeks=52)
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Planned:
    """A theme in a quarter; ``theme`` is the id of its pack, ``closes`` the last day."""

    quarter: Quarter
    theme: str
    opens: date
    closes: date


def next_free(after: Quarter, taken: Collection[Quarter], today: date) -> Quarter:
    """The first quarter after this one that is free and whose scan has yet to open."""
    quarter = after.following
    while quarter in taken or default_dates(quarter)[0] <= today:
        quarter = quarter.following
    return quarter


def a_year_later(planned: Planned) -> Planned:
    """The same theme in the same quarter of the next year.

    Dates that follow from the quarter do so again; dates chosen by hand move on by 52
    weeks, and an opening on a day off to the first working day after it.
    """
    quarter = planned.quarter.later(QUARTERS)
    if (planned.opens, planned.closes) == default_dates(planned.quarter):
        return Planned(quarter, planned.theme, *default_dates(quarter))
    opens, closes = planned.opens + A_YEAR, planned.closes + A_YEAR
    return Planned(quarter, planned.theme, min(first_working_day(opens), closes), closes)


def propose_year(year: Iterable[Planned], taken: Collection[Quarter]) -> Iterator[Planned]:
    """What next year may look like; a quarter that has its plan already is left alone."""
    for planned in year:
        if (proposal := a_year_later(planned)).quarter not in taken:
            yield proposal


def next_theme(used: Sequence[str], known: Sequence[str]) -> str | None:
    """The theme to propose: one that was never used, else the one used longest ago.

    ``used`` has the themes of the cycles, oldest first. None when no theme is known.
    """
    last = {theme: number for number, theme in enumerate(used)}
    return min(known, key=lambda theme: last.get(theme, -1), default=None)
