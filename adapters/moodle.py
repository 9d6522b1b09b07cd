"""Moodle's REST API behind :class:`adapters.lms.LmsApi`."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.connection import Connection, Kind
from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import (
    CheckResult,
    Course,
    EnrolOutcome,
    Event,
    Finished,
    Group,
    LmsPerson,
    PersonKey,
    Sent,
)
from adapters.moodle_advice import COURSES, SEARCH
from adapters.moodle_checks import check_site
from adapters.moodle_cohorts import ProfileFields, cohort_people
from adapters.moodle_completion import completions
from adapters.moodle_enrol import Enrolments, Pace
from adapters.moodle_events import Calendar
from adapters.moodle_groups import Groups
from adapters.moodle_messages import Messages
from adapters.moodle_people import look_up, people_by_key, person
from adapters.moodle_probes import Probes
from adapters.moodle_wire import MoodleWire
from adapters.roster import Listed

STUDENT = 5
BY_IDNUMBER = "idnumber:"
MOST_FOUND = 20


class MoodleApi:
    """One Moodle site. ``pace`` is called before each call that writes."""

    def __init__(
        self,
        door: HttpDoor,
        url: str,
        token: str,
        *,
        role_id: int = STUDENT,
        function_field: str = "functiegroep",
        team_field: str = "team",
        pace: Pace,
    ) -> None:
        self._wire = MoodleWire(door, url, token)
        self._enrolments = Enrolments(self._wire, role_id, pace)
        self._probes = Probes(self._wire, self._enrolments)
        self._groups = Groups(self._wire, self._enrolments.participants, pace)
        self._calendar = Calendar(self._wire, pace)
        self._messages = Messages(self._wire, pace)
        self._function_field = function_field
        self._fields = ProfileFields(function_field, team_field)

    def course(self, ref: str) -> Course:
        """A course by id or ``idnumber:…``, so that links survive a copied course."""
        named = ref.startswith(BY_IDNUMBER)
        value = ref.removeprefix(BY_IDNUMBER)
        if not value or not (named or (value.isascii() and value.isdigit())):
            raise Refused("no_course", f"{ref} is no course id: give a number or idnumber:…")
        field = "idnumber" if named else "id"
        courses = self._rows(COURSES, {"field": field, "value": value})
        if not courses:
            told = "check it, whether it is hidden, and the right moodle/course:view"
            raise Refused("no_course", f"Moodle shows no course {ref}: {told}")
        if len(courses) > 1:
            raise Refused("no_course", f"several courses are {ref}: give the number of one")
        return self._course(courses[0])

    def _rows(self, function: str, asked: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        found = self._wire.call(function, asked)
        courses = found.get("courses") if isinstance(found, dict) else None
        if not isinstance(courses, list):
            raise self._wire.unexpected(function)
        return [row for row in courses if isinstance(row, dict) and "id" in row]

    def search_courses(self, text: str) -> list[Course]:
        """Courses by words of name, summary or number; hidden ones are not found."""
        if not text.strip():
            return []
        asked = {"criterianame": "search", "criteriavalue": text, "page": 0, "perpage": MOST_FOUND}
        return [self._course(row) for row in self._rows(SEARCH, asked)]

    def _course(self, given: Mapping[str, Any]) -> Course:
        key = str(given["id"])
        return Course(
            id=key,
            idnumber=str(given.get("idnumber") or ""),
            title=html.unescape(str(given.get("fullname") or "")),
            # Moodle tells it to whoever may enter the course. Whoever may not, is not shown
            # hidden courses unless moodle/course:viewhiddencourses was given too.
            visible=bool(given.get("visible", 1)),
            url=f"{self._wire.url}/course/view.php?id={key}",
        )

    def enrol(self, course_id: str, user_ids: Sequence[str]) -> list[EnrolOutcome]:
        """Enrol whoever has no enrolment yet, in any state; at most 100 a writing call.

        ``Unavailable`` may come after some were written: asked again, they are "present".
        """
        return self._enrolments.add(course_id, user_ids)

    def enrol_until(
        self, course_id: str, user_ids: Sequence[str], until: datetime
    ) -> list[EnrolOutcome]:
        """The same with an end; Moodle's manual enrolment says what happens to it then."""
        return self._enrolments.add(course_id, user_ids, int(until.timestamp()))

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Accounts by key; several with one key are nobody, since it is not known who."""
        found = people_by_key(key, values, look_up(self._wire, key, values))
        return {value: person(row, self._function_field) for value, row in found.items()}

    def cohort_people(self, cohorts: Sequence[str]) -> list[Listed]:
        """Everybody in these cohorts who is not suspended, with the profile fields."""
        return cohort_people(self._wire, cohorts, self._fields)

    def can_enrol(self, course_id: str) -> CheckResult:
        """Whether the account may enrol people in a course; nothing is written for it.

        What holds for the whole site is asked once per adapter.
        """
        return self._probes.course(course_id)

    def check(self, people: Sequence[str] = ()) -> list[CheckResult]:
        """The connection, each function and right; ``people`` are ids known to exist."""
        return check_site(self._wire, people)

    def completions(self, course_id: str, user_ids: Sequence[str]) -> list[Finished]:
        """Who finished the course by its own conditions; a call per participant asked for."""
        return list(completions(self._wire, self._enrolments.participants, course_id, user_ids))

    def send_messages(self, messages: Sequence[tuple[str, str]]) -> list[Sent]:
        """Messages in the name of the account, at most 50 a writing call."""
        return self._messages.send(messages)

    def ensure_group(self, course_id: str, idnumber: str, name: str) -> str:
        """The group of a course with this number."""
        return self._groups.ensure(course_id, idnumber, name)

    def course_groups(self, course_id: str) -> list[Group]:
        """The groups of a course."""
        return self._groups.all(course_id)

    def group_members(self, course_id: str, group_id: str) -> set[str]:
        """The ids of the people in a group."""
        return self._groups.members(group_id)

    def add_to_group(
        self, course_id: str, group_id: str, user_ids: Sequence[str]
    ) -> list[EnrolOutcome]:
        """Put participants into a group."""
        return self._groups.add(course_id, group_id, user_ids)

    def remove_from_group(self, course_id: str, group_id: str, user_ids: Sequence[str]) -> None:
        """Take people out of a group; they stay in the course."""
        self._groups.remove(group_id, user_ids)

    def rename_group(self, course_id: str, group_id: str, old: str, new: str) -> None:
        """Another name for a group that nobody gave one of their own."""
        self._groups.rename(course_id, group_id, old, new)

    def remove_group(self, course_id: str, group_id: str) -> bool:
        """Delete a group in which nobody is."""
        return self._groups.end(group_id)

    def add_event(self, course_id: str, event: Event) -> str:
        """An event in the calendar of a course or group, of which the account is the owner."""
        return self._calendar.add(course_id, event)

    def remove_event(self, course_id: str, event_id: str) -> None:
        """Take an event out of the calendar."""
        self._calendar.remove(event_id)


def _from(at: Connection) -> MoodleApi:
    return MoodleApi(
        at.door,
        at.url,
        at.token,
        role_id=at.number("role_id", STUDENT),
        function_field=at.text("function_field", "functiegroep"),
        team_field=at.text("team_field", "team"),
        pace=at.pace,
    )


KIND = Kind(_from, options=frozenset({"role_id", "function_field", "team_field"}))
