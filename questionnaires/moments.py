"""The moments of a cycle at which something is sent or proposed (DESIGN 7); pure.

A moment lies on a working day and has come when that day begins in Amsterdam; weekends and
Dutch holidays bring nothing. What was past before the cycle was planned is skipped, except
the invitation. A machine that was off catches up in order, and skips what has lost its
sense: nobody is announced a scan that is open, reminded of one that is closed, or reminded
on the day of the invitation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from questionnaires.calendar import (
    DAY,
    first_working_day,
    is_working_day,
    local_date,
    working_days_later,
)
from questionnaires.quarters import CycleDates, State

ANNOUNCED_BEFORE = timedelta(days=14)
KIT_BEFORE = timedelta(days=7)
REMINDED_AFTER = timedelta(days=7)
LAST_REMINDER = 3
# Between the invitation and a reminder, when the invitation came late.
PATIENCE = timedelta(days=2)


class Kind(StrEnum):
    """The moments, in the order in which they come."""

    ANNOUNCE = "announce"
    KIT = "kit"
    INVITE = "invite"
    REMIND_1 = "remind_1"
    REMIND_2 = "remind_2"
    PROPOSE_NEXT = "propose_next"
    FEEDBACK = "feedback"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class Moment:
    """What comes on which working day. ``skipped``: it is settled by not happening."""

    kind: Kind
    day: date
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a cycle: local dates, None for what has not been.

    ``settled`` has every moment that happened, with its day, or was skipped (None).
    """

    planned: date
    published: date | None = None
    settled: Mapping[str, date | None] = field(default_factory=dict)


# In which states a moment happens; in one further on it is skipped, in one before it waits.
HAPPENS_IN: Mapping[Kind, tuple[State, ...]] = {
    Kind.ANNOUNCE: (State.READY,),
    Kind.KIT: (State.READY, State.OPEN),
    Kind.INVITE: (State.OPEN,),
    Kind.REMIND_1: (State.OPEN,),
    Kind.REMIND_2: (State.OPEN,),
    Kind.PROPOSE_NEXT: (State.CLOSED, State.PUBLISHED, State.ARCHIVED),
    Kind.FEEDBACK: (State.PUBLISHED,),
    Kind.EVALUATE: (State.CLOSED, State.PUBLISHED),
}
ORDER = list(State)


def moments(cycle: CycleDates, history: History) -> tuple[Moment, ...]:
    """All moments of a cycle with their days, in order; what is skipped already is marked."""
    days = {
        Kind.ANNOUNCE: first_working_day(cycle.opens - ANNOUNCED_BEFORE),
        Kind.KIT: first_working_day(cycle.opens - KIT_BEFORE),
        Kind.INVITE: first_working_day(cycle.opens),
        Kind.REMIND_1: first_working_day(_invited(cycle, history) + REMINDED_AFTER),
        Kind.REMIND_2: working_days_later(cycle.closes + DAY, -LAST_REMINDER),
        Kind.PROPOSE_NEXT: local_date(cycle.publishing),
        Kind.FEEDBACK: first_working_day(history.published or local_date(cycle.publishing)),
        Kind.EVALUATE: cycle.evaluating,
    }
    found = (Moment(kind, days[kind]) for kind in Kind)
    return tuple(sorted((_judged(cycle, history, moment, days) for moment in found), key=_order))


def _order(moment: Moment) -> tuple[date, int]:
    return moment.day, list(Kind).index(moment.kind)


def _invited(cycle: CycleDates, history: History) -> date:
    invited = history.settled.get(Kind.INVITE)
    return max(invited, cycle.opens) if invited else cycle.opens


def _judged(
    cycle: CycleDates, history: History, moment: Moment, days: Mapping[Kind, date]
) -> Moment:
    kind, day = moment.kind, moment.day
    past = day < history.planned and kind is not Kind.INVITE
    crowded = kind is Kind.REMIND_1 and day >= days[Kind.REMIND_2]
    hasty = kind is Kind.REMIND_2 and day < _invited(cycle, history) + PATIENCE
    over = ORDER.index(cycle.state) > ORDER.index(HAPPENS_IN[kind][-1])
    skipped = kind in history.settled and history.settled[kind] is None
    settled = history.settled.get(kind) is not None
    return replace(moment, skipped=skipped or (not settled and (past or crowded or hasty or over)))


def due_moments(cycle: CycleDates, history: History, now: datetime) -> tuple[Moment, ...]:
    """The next moments to settle, in order; empty on a day off and when there is none.

    After the invitation comes a look anew: when it was late, the reminders move.
    """
    today = local_date(now)
    if cycle.state is State.DRAFT or not is_working_day(today):
        return ()
    return tuple(_until_invited(_due(cycle, history, today)))


def _due(cycle: CycleDates, history: History, today: date) -> Iterator[Moment]:
    for moment in moments(cycle, history):
        happens = moment.skipped or cycle.state in HAPPENS_IN[moment.kind]
        if happens and moment.kind not in history.settled and moment.day <= today:
            yield moment


def _until_invited(due: Iterator[Moment]) -> Iterator[Moment]:
    for moment in due:
        yield moment
        if moment.kind is Kind.INVITE:
            return
