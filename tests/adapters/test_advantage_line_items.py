"""The one line item of a cycle and course: made, found again, and never two in use."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from adapters.advantage import Advantage
from adapters.errors import Refused
from tests.adapters.advantage_world import (
    CYCLE,
    LABEL,
    Shelf,
    World,
    new_world,
    open_door,
    registered,
)


@pytest.fixture
def world() -> Iterator[World]:
    with new_world() as world:
        yield world


def test_a_line_item_is_made_once_and_found_again(world: World) -> None:
    item = world.item()
    assert item == world.item() == world.item()
    (shown,) = world.lms.line_items
    assert (shown["label"], shown["scoreMaximum"], shown["resourceId"]) == (LABEL, 1, CYCLE)
    assert world.asked("lineitems", "POST") == 1


def test_the_lms_is_asked_for_ours_alone(world: World) -> None:
    world.item()
    lists = [path for method, path, _ in world.lms.calls if method == "GET"]
    assert lists
    assert all(
        path.endswith("lineitems?type_id=1&resource_id=themascan%3Acycle%3A1") for path in lists
    )


def test_a_line_item_on_another_host_is_refused(world: World) -> None:
    world.item()
    world.lms.line_items[0]["id"] = "http://127.0.0.2:9/lineitem"
    with pytest.raises(Refused, match="strange_address"):
        world.item()


def test_each_cycle_and_each_course_has_its_own(world: World) -> None:
    world.lms.add_member("6", course="3")
    service = world.service()
    items = {world.item(), service.ensure_line_item(world.lms.lineitems_url(), "other", LABEL)}
    items.add(service.ensure_line_item(world.lms.lineitems_url("3"), CYCLE, LABEL))
    assert len(items) == 3


def test_one_that_a_teacher_has_renamed_is_still_ours(world: World) -> None:
    item = world.item()
    world.lms.line_items[0]["label"] = "Wie deed mee?"
    assert world.item() == item


def test_the_broken_link_to_more_line_items_does_not_matter(world: World) -> None:
    service = world.service()
    url = world.lms.lineitems_url() + "&limit=1"
    first = service.ensure_line_item(url, CYCLE, LABEL)
    service.ensure_line_item(url, "another", LABEL)
    world.lms.gradebook.columns[13].shown["resourceId"] = "moved"
    world.lms.gradebook.columns[14].shown["resourceId"] = CYCLE
    assert service.ensure_line_item(url, CYCLE, LABEL) != first
    assert len(world.lms.line_items) == 2


class SlowShelf(Shelf):
    """Holds each of two services until both have come as far: before making, before reading."""

    def __init__(self, barrier: threading.Barrier) -> None:
        super().__init__()
        self._barrier, self._calls = barrier, 0

    def get(self, key: str) -> tuple[str, datetime] | None:
        self._calls += 1
        if self._calls > 1:
            self._barrier.wait(10)
        return super().get(key)


def test_two_processes_at_once_end_up_with_one_line_item(world: World) -> None:
    barrier, found = threading.Barrier(2), []

    def ensure() -> None:
        registration = registered(world.lms.token_url)
        door, shelf = open_door(world.lms.host_port), SlowShelf(barrier)
        service = Advantage(door, registration, shelf, world.clock)
        found.append(service.ensure_line_item(world.lms.lineitems_url(), CYCLE, LABEL))

    both = [threading.Thread(target=ensure) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(20)
    assert len(world.lms.line_items) == 2
    assert len(found) == 2
    assert found[0] == found[1] == world.item()


def test_of_two_the_older_is_taken_when_numbers_grow_longer(world: World) -> None:
    for number in (100, 99):
        world.lms.gradebook._number = number - 1
        service = world.service()
        made = service.ensure_line_item(world.lms.lineitems_url(), f"item {number}", LABEL)
        world.lms.column(made).shown["resourceId"] = CYCLE
    assert "/99/" in world.item()


def test_a_course_that_is_gone_has_no_line_items(world: World) -> None:
    with pytest.raises(Refused, match="no_course"):
        world.service().ensure_line_item(world.lms.lineitems_url("9"), CYCLE, LABEL)
