"""Moodle's REST API behind :class:`adapters.lms.LmsApi`."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import CheckResult, Course, EnrolOutcome, LmsPerson, PersonKey
from adapters.moodle_advice import COURSES
from adapters.moodle_checks import check_site
from adapters.moodle_enrol import Enrolments, Pace
from adapters.moodle_people import look_up, people_by_key, person
from adapters.moodle_probes import Probes
from adapters.moodle_wire import MoodleWire

STUDENT = 5
BY_IDNUMBER = "idnumber:"


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
        pace: Pace,
    ) -> None:
        self._wire = MoodleWire(door, url, token)
        self._enrolments = Enrolments(self._wire, role_id, pace)
        self._probes = Probes(self._wire, self._enrolments)
        self._function_field = function_field

    def course(self, ref: str) -> Course:
        """A course by id or ``idnumber:…``, so that links survive a copied course."""
        named = ref.startswith(BY_IDNUMBER)
        value = ref.removeprefix(BY_IDNUMBER)
        if not value or not (named or (value.isascii() and value.isdigit())):
            raise Refused("no_course", f"{ref} is no course id: give a number or idnumber:…")
        courses = self._courses("idnumber" if named else "id", value)
        if not courses:
            told = "check it, whether it is hidden, and the right moodle/course:view"
            raise Refused("no_course", f"Moodle shows no course {ref}: {told}")
        if len(courses) > 1:
            raise Refused("no_course", f"several courses are {ref}: give the number of one")
        return self._course(courses[0])

    def _courses(self, field: str, value: str) -> list[Mapping[str, Any]]:
        found = self._wire.call(COURSES, {"field": field, "value": value})
        courses = found.get("courses") if isinstance(found, dict) else None
        if not isinstance(courses, list):
            raise self._wire.unexpected(COURSES)
        return [row for row in courses if isinstance(row, dict) and "id" in row]

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

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Accounts by key; several with one key are nobody, since it is not known who."""
        found = people_by_key(key, values, look_up(self._wire, key, values))
        return {value: person(row, self._function_field) for value, row in found.items()}

    def can_enrol(self, course_id: str) -> CheckResult:
        """Whether the account may enrol people in a course; nothing is written for it.

        What holds for the whole site is asked once per adapter.
        """
        return self._probes.course(course_id)

    def check(self, people: Sequence[str] = ()) -> list[CheckResult]:
        """The connection, each function and right; ``people`` are ids known to exist."""
        return check_site(self._wire, people)
