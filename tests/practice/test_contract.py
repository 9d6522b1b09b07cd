"""The practice LMS keeps the contract of every adapter, and can do what Moodle can."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.abilities import supports
from adapters.lms import (
    Event,
    Finished,
    KeepsEvents,
    KeepsGroups,
    SearchesCourses,
    SendsMessages,
    Sent,
    TellsCompletion,
)
from lti_tool.practice.places import finish
from lti_tool.practice.tables import Letter
from tests.adapters.contract import COURSE, NUMBER, PEOPLE, TITLE, World, moodle_world
from tests.adapters.test_contract import (
    test_a_course_by_its_id_and_by_its_number,
    test_a_course_that_is_not_there_is_for_a_person,
    test_a_faulty_entry_stands_alone,
    test_a_wrong_token_is_for_a_person,
    test_many_people_are_split_over_calls_that_keep_the_pace,
    test_people_are_found_by_each_key_and_strangers_are_not,
    test_twice_is_once,
    test_who_is_not_there_is_enrolled,
    test_who_is_there_is_left_alone,
    test_who_was_set_aside_stays_aside,
)
from tests.practice.world import NOW, PracticeMoodle, account

# What is about weather is about a site that is not well: that is the fake's.
__all__ = [
    "test_a_course_by_its_id_and_by_its_number",
    "test_a_course_that_is_not_there_is_for_a_person",
    "test_a_faulty_entry_stands_alone",
    "test_a_wrong_token_is_for_a_person",
    "test_many_people_are_split_over_calls_that_keep_the_pace",
    "test_people_are_found_by_each_key_and_strangers_are_not",
    "test_twice_is_once",
    "test_who_is_not_there_is_enrolled",
    "test_who_is_there_is_left_alone",
    "test_who_was_set_aside_stays_aside",
]


@pytest.fixture
def world(practice: PracticeMoodle) -> World:
    practice.add_course(COURSE, NUMBER, TITLE)
    with practice.practice.session() as session:
        session.add_all(account(key, idnumber=f"P{key}") for key in PEOPLE)
    made = moodle_world("practice", practice)
    batches = made.steps
    return replace(made, written=lambda: [["?"] for _ in batches])


@pytest.fixture
def lms(world: World) -> World:
    return world


def can(world: World, kind: type) -> Any:
    assert isinstance(world.api, kind)
    return world.api


def test_it_can_do_all_that_moodle_can(world: World) -> None:
    assert supports(world.api) == {"search", "completion", "messages", "groups", "events"}
    assert not [row for row in world.api.check(["100"]) if not row.ok]


def test_a_course_is_searched(world: World) -> None:
    found = can(world, SearchesCourses).search_courses("mfa")
    assert [(course.id, course.title) for course in found] == [(COURSE, TITLE)]


def test_who_finished_is_told(world: World, practice: PracticeMoodle) -> None:
    world.api.enrol(COURSE, ["100", "101"])
    with practice.practice.session() as session:
        finish(session, 100, int(COURSE), NOW)
    api = can(world, TellsCompletion)
    assert api.completions(COURSE, ["100", "101", "102"]) == [Finished("100", NOW)]


def test_a_group_and_its_event(world: World) -> None:
    groups, events = can(world, KeepsGroups), can(world, KeepsEvents)
    world.api.enrol(COURSE, ["100", "101"])
    group = groups.ensure_group(COURSE, "themascan-1", "Workshop")
    assert groups.ensure_group(COURSE, "themascan-1", "Workshop") == group
    states = [row.state for row in groups.add_to_group(COURSE, group, ["100", "102"])]
    assert states == ["enrolled", "refused"]
    assert groups.group_members(COURSE, group) == {"100"}
    event = Event("Workshop", NOW + timedelta(days=3), 60, "Raadzaal", group_id=group)
    made = events.add_event(COURSE, event)
    assert events.add_event(COURSE, event) == made
    groups.remove_from_group(COURSE, group, ["100"])
    assert groups.group_members(COURSE, group) == set()
    events.remove_event(COURSE, made)
    events.remove_event(COURSE, made)


def test_a_message_arrives_once(world: World, practice: PracticeMoodle) -> None:
    api = can(world, SendsMessages)
    assert api.send_messages([("100", "Hoi")]) == [Sent("100", "sent")]
    with practice.practice.session() as session:
        assert [row.account_id for row in session.query(Letter)] == [100]
