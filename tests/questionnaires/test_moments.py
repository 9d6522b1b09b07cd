"""What a cycle sends and proposes, and on which days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.calendar import AMSTERDAM, is_working_day, local_date, midnight
from questionnaires.moments import History, Kind, Moment, due_moments, moments
from questionnaires.quarters import CycleDates, Facts, Quarter, State, default_dates
from questionnaires.quarters import due_transitions as transitions

CYCLE = CycleDates(State.PLANNED, Quarter(2026, 4), date(2026, 10, 12), date(2026, 11, 8))
EARLY = History(planned=date(2026, 7, 1))
GOOD = Facts(gate_passed=True, audited=True)
HOUR = timedelta(hours=1)


def at(day: str, time: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=AMSTERDAM)


def days(cycle: CycleDates, history: History = EARLY) -> dict[str, date]:
    return {moment.kind.value: moment.day for moment in moments(cycle, history)}


def names(found: tuple[Moment, ...]) -> list[str]:
    return [moment.kind.value + (" skipped" if moment.skipped else "") for moment in found]


class Diary:
    """A cycle and what happened to it, looked at whenever somebody looks."""

    def __init__(self, cycle: CycleDates, history: History = EARLY) -> None:
        self.cycle, self.history, self.lines = cycle, history, list[str]()

    def look(self, now: datetime) -> None:
        for state in transitions(self.cycle, GOOD, now):
            self.lines.append(state.value)
            self.cycle = replace(self.cycle, state=state)
            if state is State.PUBLISHED:
                self.history = replace(self.history, published=local_date(now))
        while due := due_moments(self.cycle, self.history, now):
            happened = None if due[0].skipped else local_date(now)
            self.lines += names(due[:1])
            settled = {**self.history.settled, due[0].kind.value: happened}
            self.history = replace(self.history, settled=settled)


def test_the_moments_of_an_ordinary_quarter() -> None:
    assert days(CYCLE) == {
        "announce": date(2026, 9, 28),
        "kit": date(2026, 10, 5),
        "invite": date(2026, 10, 12),
        "remind_1": date(2026, 10, 19),
        # The last day is a Sunday: Wednesday, Thursday and Friday are left.
        "remind_2": date(2026, 11, 4),
        "propose_next": date(2026, 11, 9),
        "feedback": date(2026, 11, 9),
        "evaluate": date(2026, 12, 1),
    }


def test_weekends_and_holidays_bring_nothing() -> None:
    # Announced on Boxing Day, kit on New Year's Day, opening on a Friday.
    cycle = replace(CYCLE, opens=date(2027, 1, 8), closes=date(2027, 2, 4))
    assert days(cycle)["announce"] == date(2026, 12, 28)
    assert days(cycle)["kit"] == date(2027, 1, 4)
    ready = replace(cycle, state=State.READY)
    assert due_moments(ready, EARLY, at("2026-12-26")) == ()
    assert names(due_moments(ready, EARLY, at("2026-12-28"))) == ["announce"]


def test_a_whole_quarter_reads_as_a_diary() -> None:
    diary = Diary(CYCLE)
    for day in range(200):
        diary.look(midnight(date(2026, 9, 1) + timedelta(days=day)) + HOUR)
    assert diary.lines == [
        *("ready", "announce", "kit", "open", "invite", "remind_1", "remind_2"),
        *("closed", "published", "propose_next", "feedback", "evaluate", "archived"),
    ]


def test_past_moments_of_a_late_plan_are_skipped_but_the_invitation() -> None:
    late = History(planned=date(2026, 10, 14))
    diary = Diary(CYCLE, late)
    diary.look(at("2026-10-14"))
    assert diary.lines == ["ready", "open", "announce skipped", "kit skipped", "invite"]


def test_after_a_late_invitation_nobody_is_reminded_at_once() -> None:
    diary = Diary(CYCLE)
    for day in range(9, 40):
        diary.look(at("2026-10-12") + timedelta(days=day))
    assert diary.lines[:5] == ["ready", "open", "announce skipped", "kit", "invite"]
    assert diary.history.settled["invite"] == date(2026, 10, 21)
    assert diary.history.settled["remind_1"] == date(2026, 10, 28)
    assert diary.history.settled["remind_2"] == date(2026, 11, 4)


def test_an_invitation_just_before_the_end_is_not_followed_by_reminders() -> None:
    diary = Diary(CYCLE)
    for day in range(22, 27):
        diary.look(at("2026-10-12") + timedelta(days=day))
    assert diary.lines[-1] == "remind_2 skipped"
    assert "remind_1" not in diary.lines


def test_a_short_scan_has_one_reminder() -> None:
    diary = Diary(replace(CYCLE, closes=date(2026, 10, 18)))
    for day in range(8):
        diary.look(at("2026-10-12") + timedelta(days=day))
    assert [line for line in diary.lines if "remind" in line] == ["remind_2", "remind_1 skipped"]


def test_what_was_missed_altogether_is_skipped() -> None:
    diary = Diary(replace(CYCLE, state=State.OPEN))
    diary.look(at("2026-11-10"))
    assert diary.lines == [
        *("closed", "published", "announce skipped", "kit skipped", "invite skipped"),
        *("remind_1 skipped", "remind_2 skipped", "propose_next", "feedback"),
    ]


def test_nothing_is_announced_before_the_gate_is_passed() -> None:
    assert due_moments(CYCLE, EARLY, at("2026-09-28")) == ()
    ready = replace(CYCLE, state=State.READY)
    assert names(due_moments(ready, EARLY, at("2026-10-01"))) == ["announce"]
    draft = replace(CYCLE, state=State.DRAFT)
    assert due_moments(draft, EARLY, at("2026-11-30")) == ()


def test_an_old_cycle_is_evaluated_while_the_new_one_is_announced() -> None:
    old = replace(CYCLE, state=State.PUBLISHED)
    new = CycleDates(State.READY, Quarter(2027, 1), *default_dates(Quarter(2027, 1)))
    today = at("2026-12-28")
    settled = dict.fromkeys([kind.value for kind in Kind if kind is not Kind.EVALUATE], None)
    assert names(due_moments(old, replace(EARLY, settled=settled), today)) == ["evaluate"]
    assert names(due_moments(new, EARLY, today)) == ["announce"]
    assert transitions(old, GOOD, today) == ()


def test_a_scan_that_closes_late_is_still_evaluated() -> None:
    late = replace(CYCLE, closes=date(2026, 12, 31), state=State.OPEN)
    assert late.evaluating == date(2027, 1, 4)
    assert transitions(late, GOOD, at("2027-01-04")) == (State.CLOSED, State.PUBLISHED)
    assert transitions(replace(late, state=State.PUBLISHED), GOOD, at("2027-01-28")) == ()
    assert late.archiving == midnight(date(2027, 1, 29))


def test_the_change_of_the_clock_moves_no_day() -> None:
    spring = CycleDates(State.OPEN, Quarter(2027, 1), date(2027, 3, 22), date(2027, 4, 18))
    assert spring.closing - spring.opening == timedelta(days=28)
    assert (spring.closing.timestamp() - spring.opening.timestamp()) == 28 * 86400 - 3600
    invited = replace(EARLY, settled={"announce": None, "kit": None, "invite": date(2027, 3, 22)})
    # The seventh day is Easter Monday.
    assert due_moments(spring, invited, at("2027-03-29")) == ()
    assert names(due_moments(spring, invited, at("2027-03-30", "00:00"))) == ["remind_1"]
    assert due_moments(spring, invited, at("2027-03-29", "23:59")) == ()


def test_a_quarter_opens_on_a_working_day() -> None:
    # The second Monday of this quarter is Easter Monday.
    assert default_dates(Quarter(2034, 2)) == (date(2034, 4, 11), date(2034, 5, 7))
    for number in range(80):
        opens, closes = default_dates(Quarter(2026, 1).later(number))
        assert is_working_day(opens)
        assert closes.weekday() == 6


@pytest.mark.parametrize(("steps", "found"), [(1, "2027-Q1"), (-4, "2025-Q4"), (0, "2026-Q4")])
def test_quarters_are_counted(steps: int, found: str) -> None:
    assert str(Quarter(2026, 4).later(steps)) == found
    assert Quarter.of(Quarter.parse(found).begins) == Quarter.parse(found)
    assert Quarter.parse(found).last_month == Quarter.parse(found).begins.replace(
        month=3 * Quarter.parse(found).number
    )


PLANS = st.builds(
    lambda quarter, shift, lasts, planned: (
        CycleDates(
            State.PLANNED,
            quarter,
            quarter.begins + timedelta(days=shift),
            quarter.begins + timedelta(days=shift + lasts),
        ),
        History(planned=quarter.begins + timedelta(days=planned)),
    ),
    st.builds(Quarter, st.integers(2026, 2036), st.integers(1, 4)),
    st.integers(0, 80),
    st.integers(0, 60),
    st.integers(-100, 100),
)
LOOKS = st.lists(st.integers(0, 230 * 24), max_size=40).map(sorted)


def looked_at(plan: tuple[CycleDates, History], hours: list[int]) -> Diary:
    diary = Diary(*plan)
    start = midnight(plan[0].quarter.begins - timedelta(days=30)).timestamp()
    for hour in hours:
        diary.look(datetime.fromtimestamp(start + hour * 3600, AMSTERDAM))
    return diary


@given(PLANS, LOOKS)
def test_everything_happens_once_and_on_working_days(
    plan: tuple[CycleDates, History], hours: list[int]
) -> None:
    diary = looked_at(plan, hours)
    again = looked_at(plan, [hour for hour in hours for _ in range(2)])
    assert again.lines == diary.lines
    assert len(diary.lines) == len(set(diary.lines))
    happened = [day for day in diary.history.settled.values() if day]
    assert all(is_working_day(day) for day in happened)
    assert happened == sorted(happened)
    reminders = [diary.history.settled.get(kind.value) for kind in (Kind.REMIND_1, Kind.REMIND_2)]
    days = [day for day in (diary.history.settled.get("invite"), *reminders) if day]
    assert len(days) == len(set(days))


@given(PLANS, LOOKS)
def test_day_by_day_and_one_big_jump_end_alike(
    plan: tuple[CycleDates, History], hours: list[int]
) -> None:
    end = 230 * 24
    # A week of looking: the last of the days may be days off.
    week = list(range(end + 9, end + 8 * 24, 24))
    daily = looked_at(plan, [*range(9, end, 24), *week])
    opened = State.OPEN.value in daily.lines
    some = looked_at(plan, [*hours, *week])
    if State.OPEN.value in some.lines:
        assert opened
        assert some.cycle == daily.cycle
        assert set(some.history.settled) == set(daily.history.settled)
        wanted = [line for line in daily.lines if line in some.lines]
        kept = [line for line in some.lines if line in daily.lines]
        states = [state.value for state in State]
        assert [line for line in kept if line in states] == [x for x in wanted if x in states]
    else:
        # Nobody looked while it could open: it waits for new dates.
        assert some.cycle.state in (State.PLANNED, State.READY)
