"""The mark, on an LMS that keeps a gradebook as Moodle does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, timezone

import pytest

from adapters.errors import Refused, Troubled
from adapters.fakes.advantage import Weather
from adapters.fakes.advantage_gradebook import Entry
from adapters.fakes.advantage_office import AGS
from tests.adapters.advantage_world import (
    NOW,
    World,
    later,
    new_world,
)


@pytest.fixture
def world() -> Iterator[World]:
    with new_world() as world:
        yield world


def test_the_mark_is_one_of_one_completed_and_graded(world: World) -> None:
    item = world.item()
    summer = timezone(timedelta(hours=2))
    world.mark(item, moment=NOW.astimezone(summer).replace(microsecond=987654))
    (score,) = world.lms.scores
    assert score == {
        "lineItem": item,
        "userId": "6",
        "scoreGiven": 1,
        "scoreMaximum": 1,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-23T13:00:00+00:00",
    }
    assert world.lms.grades(item) == {"6": 1}


def test_the_same_mark_again_is_done_without_a_second_one(world: World) -> None:
    item = world.item()
    for _ in range(3):
        world.mark(item)
    assert len(world.lms.scores) == 1
    assert world.asked("/results?", "GET") == 2


def test_a_later_zero_makes_way_for_the_mark(world: World) -> None:
    item = world.item()
    world.lms.column(item).entries["6"] = Entry(0.0, later(days=1))
    world.mark(item)
    assert world.lms.scores[-1]["timestamp"] == "2026-11-24T13:00:01+00:00"
    assert world.lms.grades(item) == {"6": 1}


def test_the_second_try_is_at_the_present_when_that_is_later(world: World) -> None:
    item = world.item()
    world.lms.column(item).entries["6"] = Entry(0.0, NOW)
    world.clock.forward(hours=1)
    world.mark(item, moment=NOW)
    assert world.lms.scores[-1]["timestamp"] == "2026-11-23T14:00:00+00:00"


def test_a_mark_on_a_coupled_item_of_a_hundred_points_counts_as_there(world: World) -> None:
    item = world.item()
    world.lms.column(item).shown["scoreMaximum"] = 100
    for _ in range(2):
        world.mark(item)
    assert world.lms.grades(item) == {"6": 100}
    assert len(world.lms.scores) == 1


def test_an_entry_that_stays_later_is_for_a_person_after_some_tries(world: World) -> None:
    item = world.item()
    world.lms.weather = Weather("409", at="/scores")
    with pytest.raises(Troubled, match="later entry"):
        world.mark(item)


def test_without_the_right_to_read_the_mark_is_sent_once_more(world: World) -> None:
    item = world.item()
    world.lms.office.granted -= {AGS + "result.readonly"}
    for _ in range(2):
        world.mark(item)
    stamps = [score["timestamp"] for score in world.lms.scores]
    assert stamps == ["2026-11-23T13:00:00+00:00", "2026-11-23T13:00:01+00:00"]


@pytest.mark.parametrize("user", ["3", "99999", ""])
def test_who_gets_no_grade_in_the_course_is_named_not_gradable(world: World, user: str) -> None:
    world.lms.add_member("3", "Truus Docent", "Instructor")
    with pytest.raises(Refused) as caught:
        world.mark(world.item(), user)
    assert caught.value.code == "not_gradable"
    assert world.lms.scores == []


def test_a_locked_grade_is_trouble(world: World) -> None:
    item = world.item()
    world.lms.column(item).locked.add("6")
    with pytest.raises(Troubled, match="locked"):
        world.mark(item)


def test_a_column_that_a_teacher_removed_can_be_made_anew(world: World) -> None:
    item = world.item()
    world.lms.delete_line_item(item)
    with pytest.raises(Refused) as caught:
        world.mark(item)
    assert caught.value.code == "no_line_item"
    again = world.item()
    assert again != item
    world.mark(again)
    assert world.lms.grades(again) == {"6": 1}


def test_an_address_that_takes_no_marks_is_no_line_item(world: World) -> None:
    with pytest.raises(Refused, match="no_line_item"):
        world.mark(world.item().replace("/lineitem?", "/other?"))
