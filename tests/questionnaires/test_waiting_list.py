"""A waiting list that loses nobody: tables for what people expect, properties for the rest."""

from __future__ import annotations

import pytest

from questionnaires.waiting_list import (
    Lists,
    News,
    SessionList,
    Step,
    TooSmall,
    book,
    close,
    leave,
    resize,
)

ANNA, BOB, CEES, DIAN = 1, 2, 3, 4
MONDAY, FRIDAY = 10, 20


def booked(lists: Lists, *wishes: tuple[int, int]) -> Lists:
    """The lists after these people asked for these sessions, in order."""
    for session, person in wishes:
        lists = book(lists, session, person).lists
    return lists


def seats(lists: Lists, session: int) -> tuple[list[int], list[int]]:
    """Who has a place, and who waits in which order."""
    row = lists[session]
    return [e.person for e in row.entries if e.placed], [e.person for e in row.waiting]


def one(capacity: int) -> Lists:
    return {MONDAY: SessionList(capacity)}


def two(monday: int, friday: int) -> Lists:
    return {MONDAY: SessionList(monday), FRIDAY: SessionList(friday)}


def test_the_last_place_goes_to_the_first_and_the_next_waits() -> None:
    step = book(booked(one(1), (MONDAY, ANNA)), MONDAY, BOB)
    assert seats(step.lists, MONDAY) == ([ANNA], [BOB])
    assert step.news == (News(MONDAY, BOB, "waiting"),)


def test_who_asks_twice_has_one_place() -> None:
    lists = booked(one(2), (MONDAY, ANNA))
    assert book(lists, MONDAY, ANNA) == Step(lists)


def test_a_cancelled_place_goes_to_who_waits_longest() -> None:
    lists = booked(one(1), *((MONDAY, person) for person in (ANNA, BOB, CEES)))
    step = leave(lists, MONDAY, ANNA)
    assert seats(step.lists, MONDAY) == ([BOB], [CEES])
    assert step.news == (News(MONDAY, ANNA, "left"), News(MONDAY, BOB, "promoted"))


def test_who_leaves_the_waiting_list_moves_nobody_up() -> None:
    lists = booked(one(1), *((MONDAY, person) for person in (ANNA, BOB, CEES)))
    step = leave(lists, MONDAY, BOB)
    assert seats(step.lists, MONDAY) == ([ANNA], [CEES])
    assert step.news == (News(MONDAY, BOB, "left"),)


def test_who_is_not_on_the_list_cannot_leave_it() -> None:
    lists = booked(one(1), (MONDAY, ANNA))
    assert leave(lists, MONDAY, BOB) == Step(lists)


def test_who_books_again_after_cancelling_is_last() -> None:
    lists = booked(one(1), *((MONDAY, person) for person in (ANNA, BOB, CEES)))
    lists = booked(leave(lists, MONDAY, ANNA).lists, (MONDAY, ANNA))
    assert seats(lists, MONDAY) == ([BOB], [CEES, ANNA])


def test_a_larger_room_takes_as_many_as_fit_in_their_order() -> None:
    lists = booked(one(1), *((MONDAY, person) for person in (ANNA, BOB, CEES, DIAN)))
    step = resize(lists, MONDAY, 3)
    assert seats(step.lists, MONDAY) == ([ANNA, BOB, CEES], [DIAN])
    assert [news.kind for news in step.news] == ["promoted", "promoted"]


def test_a_smaller_room_takes_no_place_away() -> None:
    lists = booked(one(3), (MONDAY, ANNA), (MONDAY, BOB))
    assert seats(resize(lists, MONDAY, 2).lists, MONDAY) == ([ANNA, BOB], [])
    with pytest.raises(TooSmall) as fault:
        resize(lists, MONDAY, 1)
    assert fault.value.taken == 2


def test_moving_to_a_free_place_gives_the_old_one_to_the_next() -> None:
    lists = booked(two(1, 1), (MONDAY, ANNA), (MONDAY, BOB))
    step = book(lists, FRIDAY, ANNA)
    assert seats(step.lists, MONDAY) == ([BOB], [])
    assert seats(step.lists, FRIDAY) == ([ANNA], [])
    kinds = [(news.session, news.person, news.kind) for news in step.news]
    assert kinds == [
        (FRIDAY, ANNA, "placed"),
        (MONDAY, ANNA, "released"),
        (MONDAY, BOB, "promoted"),
    ]


def test_moving_keeps_the_old_place_until_the_new_one_is_certain() -> None:
    lists = booked(two(1, 1), (MONDAY, ANNA), (FRIDAY, BOB), (FRIDAY, ANNA))
    assert seats(lists, MONDAY) == ([ANNA], [])
    assert seats(lists, FRIDAY) == ([BOB], [ANNA])
    lists = leave(lists, FRIDAY, BOB).lists
    assert seats(lists, MONDAY) == ([], [])
    assert seats(lists, FRIDAY) == ([ANNA], [])


def test_two_who_wait_for_each_others_place_stay_until_somebody_leaves() -> None:
    lists = booked(two(1, 1), (MONDAY, ANNA), (FRIDAY, BOB), (FRIDAY, ANNA), (MONDAY, BOB))
    assert seats(lists, MONDAY) == ([ANNA], [BOB])
    step = resize(lists, FRIDAY, 2)
    assert seats(step.lists, FRIDAY) == ([ANNA], []), "and Bob moved to Anna's place"
    assert seats(step.lists, MONDAY) == ([BOB], [])
    assert [n.person for n in step.news if n.kind == "promoted"] == [ANNA, BOB]


def test_a_place_ends_the_waiting_elsewhere() -> None:
    full = booked(two(1, 1), (MONDAY, ANNA), (FRIDAY, BOB), (MONDAY, CEES), (FRIDAY, CEES))
    step = leave(full, FRIDAY, BOB)
    assert seats(step.lists, FRIDAY) == ([CEES], [])
    assert seats(step.lists, MONDAY) == ([ANNA], [])


def test_a_cancelled_session_tells_everybody_on_its_list() -> None:
    lists = booked(two(1, 1), (MONDAY, ANNA), (MONDAY, BOB), (FRIDAY, CEES))
    step = close(lists, MONDAY)
    assert step.news == (News(MONDAY, ANNA, "cancelled"), News(MONDAY, BOB, "cancelled"))
    assert set(step.lists) == {FRIDAY}
