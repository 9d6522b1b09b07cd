"""The cycle as a state machine of the calendar (DESIGN 7); pure, time is passed in.

Dates are local to Europe/Amsterdam; opening and closing happen at 00:00 there, and
``closes`` is the last day included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from questionnaires.calendar import (
    DAY,
    first_working_day,
    local_date,
    midnight,
    next_working_moment,
    working_days_later,
)

__all__ = [
    "CycleDates",
    "Facts",
    "Quarter",
    "State",
    "default_dates",
    "due_transitions",
    "next_working_moment",
]

SCAN_LASTS = timedelta(weeks=4)
GATE_LOOKS_FROM = timedelta(days=21)
EVALUATION_LASTS = timedelta(weeks=4)


class State(StrEnum):
    """The states of a cycle, in order."""

    DRAFT = "draft"
    PLANNED = "planned"
    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, written as ``2026-Q4``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Raises ``ValueError`` when the text is not a quarter."""
        found = re.fullmatch(r"(20[0-9]{2})-Q([1-4])", text)
        if not found:
            raise ValueError(f"{text} is not a quarter: write it as 2026-Q4")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def begins(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def following(self) -> Quarter:
        """The next quarter."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    def later(self, count: int) -> Quarter:
        """The quarter ``count`` quarters after this one, or before it when negative."""
        number = self.year * 4 + self.number - 1 + count
        return Quarter(number // 4, number % 4 + 1)

    @property
    def last_month(self) -> date:
        """The first day of the last month."""
        return date(self.year, 3 * self.number, 1)


@dataclass(frozen=True, slots=True)
class CycleDates:
    """What the calendar needs to know of a cycle."""

    state: State
    quarter: Quarter
    opens: date
    closes: date

    @property
    def opening(self) -> datetime:
        """The moment at which the scan opens."""
        return midnight(self.opens)

    @property
    def closing(self) -> datetime:
        """The first moment at which the scan is closed."""
        return midnight(self.closes + DAY)

    @property
    def publishing(self) -> datetime:
        """The moment from which figures may be shown: the first working day after the last."""
        return midnight(working_days_later(self.closes, 1))

    @property
    def evaluating(self) -> date:
        """The day on which evaluation begins: in the last month, and never before the close."""
        return first_working_day(max(self.quarter.last_month, self.closes + DAY))

    @property
    def archiving(self) -> datetime:
        """The moment from which the cycle is over.

        The end of its quarter; later for a scan that closed late, so that there is time to
        look back in. The next cycle may run meanwhile.
        """
        ends = max(self.quarter.following.begins, self.closes + DAY + EVALUATION_LASTS)
        return midnight(ends)

    def gate_matters(self, now: datetime) -> bool:
        """Whether the gate must be looked at: unopened, from 21 days before opening."""
        waiting = self.state in (State.PLANNED, State.READY)
        return waiting and local_date(now) >= self.opens - GATE_LOOKS_FROM


@dataclass(frozen=True, slots=True)
class Facts:
    """What a cycle's surroundings say: is the gate passed, are the figures audited?"""

    gate_passed: bool = False
    audited: bool = False


def default_dates(quarter: Quarter) -> tuple[date, date]:
    """(opens, closes): the second Monday of the quarter, and the last day of four weeks.

    When that Monday is a holiday, such as Easter Monday, the scan opens on the first working
    day after it, and closes on the same Sunday.
    """
    first = quarter.begins
    monday = first + timedelta(days=-first.weekday() % 7 + 7)
    return first_working_day(monday), monday + SCAN_LASTS - DAY


def _next_state(cycle: CycleDates, facts: Facts, now: datetime) -> State | None:
    in_time = now < cycle.closing
    match cycle.state:
        case State.PLANNED if facts.gate_passed and in_time:
            return State.READY
        case State.READY if not facts.gate_passed or not in_time:
            return State.PLANNED
        case State.READY if now >= cycle.opening:
            return State.OPEN
        case State.OPEN if not in_time:
            return State.CLOSED
        case State.CLOSED if facts.audited and now >= cycle.publishing:
            return State.PUBLISHED
        case State.PUBLISHED if now >= cycle.archiving:
            return State.ARCHIVED
    return None


def _path(cycle: CycleDates, facts: Facts, now: datetime) -> Iterator[State]:
    while (state := _next_state(cycle, facts, now)) is not None:
        yield state
        cycle = replace(cycle, state=state)


def due_transitions(cycle: CycleDates, facts: Facts, now: datetime) -> tuple[State, ...]:
    """The states to go through at this moment, in order; empty when all is as it should be.

    A cycle that did not open before its last day was over never opens by itself: nobody
    would have been able to take part. Somebody must move its dates.
    """
    return tuple(_path(cycle, facts, now))
