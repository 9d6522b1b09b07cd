"""For an LMS without a usable API: enrolments become a list that people process by hand.

Nothing on the list says why somebody is on it. "enrolled" means "on the list": whether it
was processed is seen there.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from adapters.connection import Connection, Kind
from adapters.errors import Refused
from adapters.lms import CheckResult, Course, EnrolOutcome, LmsPerson, PersonKey

BY_IDNUMBER = "idnumber:"
COURSE = "{course}"


class WorklistApi:
    """The list of one LMS. ``course_url`` is the address of a course, with {course} in it."""

    def __init__(self, at: Connection) -> None:
        if at.worklist is None:
            raise Refused("no_worklist", "there is no place for a worklist here")
        self._store, self._url = at.worklist, at.url.rstrip("/")
        self._course_url = at.text("course_url", "")
        if self._course_url and COURSE not in self._course_url:
            raise Refused("bad_option", f"course_url has no {COURSE} in it")

    def course(self, ref: str) -> Course:
        """Any name of a course that those who process the list understand."""
        name = ref.removeprefix(BY_IDNUMBER).strip()
        if not name:
            raise Refused("no_course", "give the course a name that L&D knows")
        number = name if ref.startswith(BY_IDNUMBER) else ""
        url = self._course_url.replace(COURSE, quote(name, safe="")) or self._url
        return Course(id=name, idnumber=number, title=name, visible=True, url=url)

    def enrol(self, course_id: str, user_ids: Sequence[str]) -> list[EnrolOutcome]:
        """Put people on the list; who stands on it already is "present"."""
        known = self._store.known(course_id)
        wanted = list(dict.fromkeys(user_ids))
        new = [user for user in wanted if user not in known]
        if new:
            self._store.put(course_id, new)
        return [EnrolOutcome(user, "present" if user in known else "enrolled") for user in wanted]

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Everybody: whatever the roster knows people by is what the list says."""
        return {
            value: LmsPerson(
                id=value,
                username=value if key == "username" else None,
                email=value if key == "email" else None,
                idnumber=value if key == "idnumber" else None,
                name="",
                function_field=None,
            )
            for value in dict.fromkeys(values)
            if value.strip()
        }

    def can_enrol(self, course_id: str) -> CheckResult:
        """People can do it."""
        return CheckResult(True, f"put people on the list for course {course_id}")

    def check(self, people: Sequence[str] = ()) -> list[CheckResult]:
        """That enrolments are a list here."""
        return [CheckResult(True, "enrolments are put on a list that L&D processes")]


KIND = Kind(WorklistApi, options=frozenset({"course_url"}), token=False)
