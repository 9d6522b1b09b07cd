"""Groups and the calendar of Moodle, before the recordings of a real one and before the fake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.errors import Refused
from adapters.fakes.moodle import FakeMoodle
from adapters.lms import Event
from adapters.moodle import MoodleApi
from adapters.moodle_advice import (
    EVENT_DROP,
    EVENT_NEW,
    EVENTS,
    GROUP_ADD,
    GROUP_MEMBERS,
    GROUP_NEW,
    GROUPS,
    PARTICIPANTS,
)
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import Answer, Fields, Recorded, ok, recorded
from tests.doors import Door

WHEN = datetime(2026, 12, 10, 9, tzinfo=UTC)
WORKSHOP = Event("Vragen & antwoorden", WHEN, 90, "Raadszaal")


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as made:
        furnish(made)
        yield made


@pytest.fixture
def api(site: FakeMoodle) -> MoodleApi:
    return MoodleApi(Door(site.host_port), site.url, site.token, pace=on.no_pace)


def test_a_group_is_made_once_and_keeps_the_name_that_it_has(
    site: FakeMoodle, api: MoodleApi
) -> None:
    group = api.ensure_group("2", "themascan-1", "Workshop <A>")
    assert api.ensure_group("2", "themascan-1", "Anders") == group
    [row] = site.shelf.groups()
    assert row["name"] == "Workshop ‹A›"
    other = api.ensure_group("2", "themascan-2", "Workshop <A>")
    assert other != group
    assert site.shelf.groups()[1]["name"] == "Workshop ‹A› (themascan-2)"


def test_a_group_that_came_in_the_same_second_is_used() -> None:
    answers = iter(["ws-6/groups_none", "ws-6/groups_one"])
    cast: dict[str, Answer] = {
        GROUPS: lambda _: recorded(next(answers)),
        GROUP_NEW: recorded("ws-6/group_create_same_idnumber"),
    }
    with on.recording(cast) as moodle:
        assert moodle.api.ensure_group("3", "themascan-1", "Workshop A") == "1"


def test_only_who_is_in_the_course_comes_into_a_group(site: FakeMoodle, api: MoodleApi) -> None:
    group = api.ensure_group("2", "themascan-1", "Workshop")
    states = [row.state for row in api.add_to_group("2", group, ["6", "7", "17", "999999", "6"])]
    assert states == ["enrolled", "enrolled", "refused", "refused"]
    assert [row.state for row in api.add_to_group("2", group, ["6"])] == ["present"]
    api.remove_from_group("2", group, ["6", "17"])
    assert api.group_members("2", group) == {"7"}
    assert site.enrolled("2") == {"3", "5", "6", "7", "8"}


def test_one_who_left_the_course_just_now_spoils_it_for_nobody() -> None:
    def adds(fields: Fields) -> Recorded:
        alone = "members[1][userid]" not in fields
        wrong = "7" in fields.values()
        if wrong:
            return recorded("ws-6/group_add_not_in_course")
        assert alone
        return recorded("ws-6/group_add")

    answers: dict[str, Answer] = {
        GROUP_ADD: adds,
        GROUP_MEMBERS: ok([{"groupid": 1, "userids": []}]),
        PARTICIPANTS: on.Course("6", "7").participants,
    }
    with on.recording(answers) as moodle:
        states = [row.state for row in moodle.api.add_to_group("3", "1", ["6", "7"])]
    assert states == ["enrolled", "refused"]


def test_an_event_is_written_once_for_a_course_and_once_for_a_group(
    site: FakeMoodle, api: MoodleApi
) -> None:
    group = api.ensure_group("2", "themascan-1", "Workshop")
    made = api.add_event("2", WORKSHOP)
    assert api.add_event("2", WORKSHOP) == made
    of_group = api.add_event("2", replace(WORKSHOP, group_id=group))
    assert api.add_event("2", replace(WORKSHOP, group_id=group)) == of_group != made
    assert [row["eventtype"] for row in site.shelf.events()] == ["course", "group"]
    for event in (made, made, of_group):
        api.remove_event("2", event)
    assert site.shelf.events() == []


def test_the_recorded_events_are_recognised() -> None:
    # The recording: "Vragen &amp; antwoorden", of group 2, at 12 December 2026, 06:40.
    given = recorded("ws-6/events_of_group_alone")
    [row] = given.document["events"]
    starts = datetime.fromtimestamp(row["timestart"], UTC)
    with on.recording({EVENTS: given}) as moodle:
        event = Event("Vragen & antwoorden", starts, 90, "x", group_id="2")
        assert moodle.api.add_event("3", event) == str(row["id"])


def test_what_may_not_be_written_in_the_calendar_names_the_right() -> None:
    answers: dict[str, Answer] = {EVENT_NEW: recorded("ws-6/event_right_missing")}
    with (
        on.recording(answers) as moodle,
        pytest.raises(Refused, match="moodle/calendar:manageentries"),
    ):
        moodle.api.add_event("3", WORKSHOP)


def test_an_event_that_is_gone_already_is_no_fault() -> None:
    with on.recording({EVENT_DROP: recorded("ws-6/event_delete_again")}) as moodle:
        moodle.api.remove_event("3", "1")


def test_a_group_gets_another_name_unless_somebody_gave_it_one(
    site: FakeMoodle, api: MoodleApi
) -> None:
    first = api.ensure_group("2", "themascan-1", "Workshop <A>")
    second = api.ensure_group("2", "themascan-2", "Workshop <A>")
    for group in (first, second):
        api.rename_group("2", group, "Workshop <A>", "Workshop B")
    names = [row.name for row in api.course_groups("2")]
    assert names == ["Workshop B", "Workshop B (themascan-2)"]
    site.shelf.name_group(first, "Groep van Truus")
    api.rename_group("2", first, "Workshop B", "Workshop C")
    assert api.course_groups("2")[0].name == "Groep van Truus"


def test_a_group_goes_only_when_nobody_is_in_it(site: FakeMoodle, api: MoodleApi) -> None:
    group = api.ensure_group("2", "themascan-1", "Workshop")
    api.add_to_group("2", group, ["6"])
    assert not api.remove_group("2", group)
    api.remove_from_group("2", group, ["6"])
    assert api.remove_group("2", group)
    assert site.shelf.groups() == []
    assert api.remove_group("2", group), "gone is no fault"
    for call in (
        lambda: api.group_members("2", group),
        lambda: api.rename_group("2", group, "Workshop", "Anders"),
    ):
        with pytest.raises(Refused) as refusal:
            call()
        assert refusal.value.code == "no_group"
