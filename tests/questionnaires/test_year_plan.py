"""Next year from this year."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.calendar import is_working_day
from questionnaires.quarters import Quarter, default_dates
from questionnaires.year_plan import Planned, a_year_later, next_free, next_theme, propose_year

Q4 = Quarter(2026, 4)
ORDINARY = Planned(Q4, "teams", *default_dates(Q4))


def test_ordinary_dates_follow_from_the_quarter_again() -> None:
    assert a_year_later(ORDINARY) == Planned(
        Quarter(2027, 4), "teams", date(2027, 10, 11), date(2027, 11, 7)
    )


def test_dates_by_hand_move_on_by_whole_weeks() -> None:
    chosen = Planned(Q4, "teams", date(2026, 10, 20), date(2026, 11, 13))
    assert a_year_later(chosen) == Planned(
        Quarter(2027, 4), "teams", date(2027, 10, 19), date(2027, 11, 12)
    )


def test_an_opening_by_hand_on_a_day_off_moves_to_a_working_day() -> None:
    # 52 weeks later it is Easter Monday.
    chosen = Planned(Quarter(2026, 1), "ai", date(2026, 3, 30), date(2026, 4, 26))
    assert a_year_later(chosen).opens == date(2027, 3, 30)


def test_what_is_planned_or_skipped_already_is_left_alone() -> None:
    q3 = Planned(Quarter(2026, 3), "ai", *default_dates(Quarter(2026, 3)))
    found = list(propose_year([q3, ORDINARY], {Quarter(2027, 4)}))
    assert [(str(plan.quarter), plan.theme) for plan in found] == [("2027-Q3", "ai")]


def test_the_next_free_quarter_is_one_that_can_still_open() -> None:
    today = date(2026, 11, 9)
    assert next_free(Q4, {Quarter(2027, 1), Quarter(2027, 2)}, today) == Quarter(2027, 3)
    assert next_free(Q4, set(), date(2027, 1, 11)) == Quarter(2027, 2)


def test_the_next_theme_is_a_new_one_or_that_of_longest_ago() -> None:
    assert next_theme(["a", "b", "a"], ["a", "b", "c"]) == "c"
    assert next_theme(["b", "a", "c", "b"], ["a", "b", "c"]) == "a"
    assert next_theme([], ["a", "b"]) == "a"
    assert next_theme(["a"], []) is None


@given(st.integers(2026, 2040), st.integers(1, 4), st.integers(0, 60), st.integers(0, 40))
def test_a_year_later_opens_on_a_working_day_and_never_after_it_closes(
    year: int, number: int, shift: int, lasts: int
) -> None:
    quarter = Quarter(year, number)
    first = date.fromordinal(quarter.begins.toordinal() + shift)
    last = date.fromordinal(first.toordinal() + lasts)
    later = a_year_later(Planned(quarter, "x", first, last))
    assert later.opens <= later.closes
    assert is_working_day(later.opens) or later.opens == later.closes
    assert later.quarter == quarter.later(4)
