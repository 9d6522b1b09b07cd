"""A cycle goes through its states by the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.calendar import AMSTERDAM, midnight
from questionnaires.quarters import (
    CycleDates,
    Facts,
    Quarter,
    State,
    default_dates,
    due_transitions,
)

CYCLE = CycleDates(State.PLANNED, Quarter(2026, 4), date(2026, 10, 12), date(2026, 11, 8))
GOOD, AUDITED = Facts(gate_passed=True), Facts(gate_passed=True, audited=True)
ORDER = list(State)
EVERYTHING = list(product(State, (True, False), (True, False)))
NO_QUARTERS = ["2026Q4", "2026-Q0", "2026-Q5", "26-Q1", "2026-Q4 ", "1999-Q1", ""]


def at(day: str, time: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("quarter", "opens", "closes"),
    [
        ("2026-Q1", date(2026, 1, 12), date(2026, 2, 8)),
        ("2026-Q4", date(2026, 10, 12), date(2026, 11, 8)),
        # The quarter begins on a Monday, a Tuesday, a Sunday.
        ("2029-Q1", date(2029, 1, 8), date(2029, 2, 4)),
        ("2030-Q1", date(2030, 1, 14), date(2030, 2, 10)),
        ("2028-Q4", date(2028, 10, 9), date(2028, 11, 5)),
    ],
)
def test_a_cycle_opens_on_the_second_monday_and_lasts_four_weeks(
    quarter: str, opens: date, closes: date
) -> None:
    assert default_dates(Quarter.parse(quarter)) == (opens, closes)
    assert opens.weekday() == 0
    assert closes - opens == timedelta(days=27)


@pytest.mark.parametrize(
    "text", ["2026Q4", "2026-Q0", "2026-Q5", "26-Q1", "2026-Q4 ", "1999-Q1", ""]
)
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 2026-Q4"):
        Quarter.parse(text)


def test_quarters_follow_each_other() -> None:
    assert str(Quarter(2026, 3).following) == "2026-Q4"
    assert str(Quarter(2026, 4).following) == "2027-Q1"
    assert Quarter(2026, 4) < Quarter(2027, 1)


@pytest.mark.parametrize(
    ("state", "facts", "now", "path"),
    [
        ("draft", AUDITED, at("2026-10-12"), []),
        ("planned", Facts(), at("2026-10-12"), []),
        ("planned", GOOD, at("2026-09-01"), ["ready"]),
        ("planned", GOOD, at("2026-10-11", "23:59"), ["ready"]),
        ("planned", GOOD, at("2026-10-12"), ["ready", "open"]),
        ("ready", Facts(), at("2026-10-01"), ["planned"]),
        ("ready", Facts(), at("2026-10-12"), ["planned"]),
        ("ready", GOOD, at("2026-10-11", "23:59"), []),
        ("ready", GOOD, at("2026-10-12"), ["open"]),
        # Open up to and including the last day.
        ("open", Facts(), at("2026-11-08", "23:59"), []),
        ("open", Facts(), at("2026-11-09"), ["closed"]),
        ("open", AUDITED, at("2026-11-09"), ["closed", "published"]),
        ("closed", Facts(), at("2026-11-20"), []),
        ("closed", AUDITED, at("2026-11-09"), ["published"]),
        ("published", AUDITED, at("2026-12-31", "23:59"), []),
        ("published", AUDITED, at("2027-01-01"), ["archived"]),
        ("archived", AUDITED, at("2028-01-01"), []),
        # Switched off for the whole cycle: it never opens by itself.
        ("planned", GOOD, at("2026-11-09"), []),
        ("ready", GOOD, at("2026-11-09"), ["planned"]),
        # Switched off for a while: everything that is due, in order.
        ("open", AUDITED, at("2027-01-04"), ["closed", "published", "archived"]),
        ("planned", GOOD, at("2026-11-08", "12:00"), ["ready", "open"]),
    ],
)
def test_the_path_that_is_due(state: str, facts: Facts, now: datetime, path: list[str]) -> None:
    cycle = replace(CYCLE, state=State(state))
    assert [found.value for found in due_transitions(cycle, facts, now)] == path


def test_figures_are_published_on_the_first_working_day_after_the_last() -> None:
    christmas = replace(CYCLE, state=State.CLOSED, closes=date(2026, 12, 24))
    assert due_transitions(christmas, AUDITED, at("2026-12-27", "23:59")) == ()
    assert due_transitions(christmas, AUDITED, at("2026-12-28")) == (State.PUBLISHED,)


@pytest.mark.parametrize(("state", "gate", "audited"), EVERYTHING)
def test_a_cycle_never_goes_back_after_opening_and_settles_at_once(
    state: State, gate: bool, audited: bool
) -> None:
    facts = Facts(gate_passed=gate, audited=audited)
    for day in range(0, 150, 3):
        now = at("2026-09-01") + timedelta(days=day)
        path = due_transitions(replace(CYCLE, state=state), facts, now)
        steps = [ORDER.index(found) for found in (state, *path)]
        assert steps == sorted(steps) or path == (State.PLANNED,)
        last = path[-1] if path else state
        assert due_transitions(replace(CYCLE, state=last), facts, now) == ()


@pytest.mark.parametrize(
    ("state", "now", "matters"),
    [
        ("planned", at("2026-09-20", "23:59"), False),
        ("planned", at("2026-09-21"), True),
        ("ready", at("2026-10-11"), True),
        ("open", at("2026-10-12"), False),
        ("draft", at("2026-10-11"), False),
    ],
)
def test_the_gate_is_looked_at_from_three_weeks_before(
    state: str, now: datetime, matters: bool
) -> None:
    assert replace(CYCLE, state=State(state)).gate_matters(now) is matters


LOOKS = st.lists(st.integers(0, 250), max_size=30).map(sorted)
DATES = st.builds(
    lambda quarter, shift, lasts: CycleDates(
        State.PLANNED,
        quarter,
        quarter.begins + timedelta(days=shift),
        quarter.begins + timedelta(days=shift + lasts),
    ),
    st.builds(Quarter, st.integers(2026, 2036), st.integers(1, 4)),
    st.integers(-20, 90),
    st.integers(0, 60),
)


def seen(cycle: CycleDates, days: list[int]) -> list[State]:
    """The states of a cycle that is looked at on these days."""
    states = [cycle.state]
    for day in days:
        now = midnight(cycle.quarter.begins + timedelta(days=day - 30))
        path = due_transitions(replace(cycle, state=states[-1]), AUDITED, now)
        states += path
        assert due_transitions(replace(cycle, state=states[-1]), AUDITED, now) == ()
    return states


@given(DATES, LOOKS)
def test_every_day_or_now_and_then_comes_to_the_same(cycle: CycleDates, days: list[int]) -> None:
    states = seen(cycle, days)
    assert [ORDER.index(state) for state in states if state is not State.PLANNED] == sorted(
        {ORDER.index(state) for state in states if state is not State.PLANNED}
    )
    if not days:
        return
    daily = seen(cycle, list(range(days[-1] + 1)))
    if State.OPEN in states:
        assert daily == states
    else:
        # It may have missed its days, or has yet to open.
        assert states[-1] in (State.PLANNED, State.READY)
