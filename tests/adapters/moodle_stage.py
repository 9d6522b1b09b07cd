"""A Moodle for the adapter's contract: the recordings, or the fake set up as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from adapters.fakes.moodle import FakeMoodle
from adapters.moodle import MoodleApi
from adapters.moodle_advice import (
    COMPLETION,
    COURSES,
    ENROL,
    EVENTS,
    GROUPS,
    PARTICIPANTS,
    PEOPLE,
    SITE_INFO,
)
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import Answer, Fields, Recorded, ok, recorded, replay
from tests.doors import Door

SOURCES = pytest.mark.parametrize("source", ["recording", "fake"])


def no_pace() -> None:
    """The pace of a test that does not look at it."""


def values_of(fields: Fields) -> list[str]:
    """What a look-up asked for."""
    return [value for name, value in fields.items() if name.startswith("values[")]


def users_of(fields: Fields) -> list[str]:
    """Whom a writing call wants to enrol."""
    return [value for name, value in fields.items() if name.endswith("[userid]")]


def somebody(key: str, **fields: Any) -> dict[str, Any]:
    """A recorded account, under another id."""
    [row] = recorded("ws-1/user_by_id").document
    return {**row, "id": int(key), **fields}


def everybody_asked(fields: Fields) -> Recorded:
    """A look-up by id in which everybody is found."""
    return ok([somebody(value) for value in values_of(fields)])


def courses(fields: Fields) -> Recorded:
    """The front page of a site, or a course."""
    front = (fields["field"], fields["value"]) == ("id", "1")
    return recorded("ws-5/front_page" if front else "ws-1/courses_by_idnumber")


class Course:
    """A course in recordings: its participants, and those whom a writing call adds."""

    def __init__(self, *ids: str, keeps: int = 1000) -> None:
        self.ids, self.keeps = list(ids), keeps

    def participants(self, fields: Fields) -> Recorded:
        """The answer to a question for the participants; nobody is in somebody's group."""
        if "groupid" in fields.values():
            return ok([])
        return ok([{"id": int(key), "fullname": "Iemand"} for key in self.ids])

    def writes(self, fields: Fields) -> Recorded:
        """What was recorded of a good writing call; everything after ``keeps`` is cut."""
        self.ids += users_of(fields)[: self.keeps]
        return recorded("ws-1/enrol_ok")


@dataclass(frozen=True, slots=True)
class Stage:
    """The adapter before one Moodle. ``written`` holds the ids of each writing call."""

    api: MoodleApi
    written: Callable[[], list[list[str]]]


@contextmanager
def recording(answers: Mapping[str, Answer] | None = None) -> Iterator[Stage]:
    """The adapter before the recordings: an empty course where nothing else is given."""
    course = Course("3")
    cast: dict[str, Answer] = {
        SITE_INFO: recorded("ws-1/site_info"),
        COURSES: courses,
        PARTICIPANTS: course.participants,
        PEOPLE: everybody_asked,
        ENROL: course.writes,
        COMPLETION: recorded("ws-6/completion_front_page_with_right"),
        GROUPS: recorded("ws-6/groups_front_page"),
        EVENTS: recorded("ws-6/event_probe_with_right"),
    }
    with replay({**cast, **(answers or {})}) as site:
        api = MoodleApi(Door(site.host_port), site.url, "a token", pace=no_pace)
        yield Stage(api, lambda: [users_of(fields) for fields in site.calls(ENROL)])


@contextmanager
def fake(
    prepare: Callable[[FakeMoodle], object] = lambda _: None, role_id: int = 5
) -> Iterator[Stage]:
    """The adapter before the fake."""
    with FakeMoodle() as site:
        furnish(site)
        prepare(site)
        door = Door(site.host_port)
        api = MoodleApi(door, site.url, site.token, role_id=role_id, pace=no_pace)
        yield Stage(api, lambda: site.written)


def stage(
    source: str,
    answers: Mapping[str, Answer],
    prepare: Callable[[FakeMoodle], object] = lambda _: None,
    role_id: int = 5,
) -> AbstractContextManager[Stage]:
    """The recordings with these answers, or the fake prepared to give the same."""
    return recording(answers) if source == "recording" else fake(prepare, role_id)
