"""Canvas's REST API behind :class:`adapters.lms.LmsApi`.

Canvas enrols one person a call; what it does for many at once runs later and tells nothing
about each. It is asked who is there first, removed enrolments included, so that nothing
that L&D did is undone: posting again would make a concluded enrolment active.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from adapters.canvas_people import find_people
from adapters.canvas_wire import CanvasFault, CanvasWire, segment
from adapters.connection import Connection, Kind
from adapters.errors import Refused
from adapters.lms import CheckResult, Course, EnrolOutcome, Finished, LmsPerson, PersonKey
from adapters.one_by_one import one_by_one

BY_IDNUMBER = "idnumber:"
MOST_FOUND = 20
SHORTEST_SEARCH = 2
STATES = ("active", "invited", "creation_pending", "rejected", "completed", "inactive", "deleted")
MAY_ADD = ("add_student_to_course", "manage_students")
OPEN = "available"
NOT_ALLOWED = "not_allowed"
MAY_SEE = (
    "the account of the token may not see who is in the course: give its role, in the account, "
    "the permissions to see the list of users and to manage enrolments"
)
MAY_ENROL = (
    "the account of the token may not add students: give its role, in the account, `Users - add "
    "Students to courses`"
)
NOT_TAKEN = (
    "Canvas does not take this enrolment: see that the course is not concluded and that the "
    "enrolment type fits"
)
NOBODY = "Canvas knows no such account: it may have been deleted"


class CanvasApi:
    """One Canvas. ``pace`` is called before each enrolment; ``account`` is where it searches."""

    def __init__(self, at: Connection) -> None:
        self._wire = CanvasWire(at.door, at.url, at.token)
        self._pace = at.pace
        self._type = at.text("enrollment_type", "StudentEnrollment")
        self._account = at.text("account_id", "self")

    def course(self, ref: str) -> Course:
        """A course by Canvas's id, or by ``idnumber:…``, which is its SIS id."""
        named = ref.startswith(BY_IDNUMBER)
        value = ref.removeprefix(BY_IDNUMBER)
        if not value or not (named or (value.isascii() and value.isdigit())):
            raise Refused("no_course", f"{ref} is no course id: give a number or idnumber:…")
        key = segment(f"sis_course_id:{value}" if named else value)
        try:
            row = self._wire.one(f"courses/{key}")
        except CanvasFault as fault:
            if fault.code not in ("not_found", NOT_ALLOWED):
                raise
            told = "check it, and whether the account of the token may see it"
            raise Refused("no_course", f"Canvas shows no course {ref}: {told}") from fault
        if "id" not in row:
            raise self._wire.unexpected()
        return self._course(row)

    def _course(self, row: Any) -> Course:
        key = str(row["id"])
        return Course(
            id=key,
            idnumber=str(row.get("sis_course_id") or ""),
            title=str(row.get("name") or ""),
            visible=row.get("workflow_state", OPEN) == OPEN,
            url=f"{self._wire.url}/courses/{key}",
        )

    def _participants(self, course: str) -> set[str]:
        states = [("state[]", state) for state in STATES]
        try:
            rows = list(self._wire.pages(f"courses/{segment(course)}/enrollments", states))
        except CanvasFault as fault:
            if fault.code == NOT_ALLOWED:
                raise Refused(fault.code, MAY_SEE) from fault
            raise
        if any(row.get("user_id") is None for row in rows):
            # Somebody who is in the course, and we do not know who.
            raise self._wire.unexpected()
        return {str(row["user_id"]) for row in rows}

    def enrol(self, course_id: str, user_ids: Sequence[str]) -> list[EnrolOutcome]:
        """Enrol whoever has no enrolment yet, in any state, one call each.

        ``Unavailable`` may come after some were enrolled: asked again, they are "present".
        """
        there = self._participants(course_id)
        return list(one_by_one(user_ids, there, lambda user: self._enrol(course_id, user)))

    def _enrol(self, course: str, user: str) -> EnrolOutcome:
        fields = {"user_id": user, "type": self._type}
        # Without these Canvas sends an invitation that must be accepted, or a mail.
        fields |= {"enrollment_state": "active", "notify": "false"}
        self._pace()
        try:
            made = self._wire.post(
                f"courses/{segment(course)}/enrollments",
                [(f"enrollment[{name}]", value) for name, value in fields.items()],
            )
        except CanvasFault as fault:
            if fault.code == "invalid_token":
                raise
            if fault.code == NOT_ALLOWED:
                raise Refused(fault.code, MAY_ENROL) from fault
            reason = NOBODY if fault.code == "not_found" else NOT_TAKEN
            return EnrolOutcome(user, "refused", reason)
        if str(made.get("user_id")) != user:
            raise self._wire.unexpected()
        return EnrolOutcome(user, "enrolled")

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Accounts by Canvas's id, SIS id, login or mail address, one question each."""
        return find_people(self._wire, self._account, key, values)

    def search_courses(self, text: str) -> list[Course]:
        """Courses of the account with these words in name, code or SIS id."""
        if len(text.strip()) < SHORTEST_SEARCH:
            return []
        asked = [("search_term", text.strip())]
        path = f"accounts/{segment(self._account)}/courses"
        rows = self._wire.pages(path, asked)
        return [self._course(row) for row, _ in zip(rows, range(MOST_FOUND), strict=False)]

    def completions(self, course_id: str, user_ids: Sequence[str]) -> list[Finished]:
        """Who met all requirements of the modules of a course."""
        try:
            rows = list(self._wire.pages(f"courses/{segment(course_id)}/bulk_user_progress"))
        except CanvasFault as fault:
            if fault.code == "canvas_400":
                told = "give its modules requirements, or link the offer to another"
                raise Refused(fault.code, f"the course cannot say who finished: {told}") from fault
            raise
        wanted, done = set(user_ids), {}
        for row in rows:
            moment = (row.get("progress") or {}).get("completed_at")
            if moment and str(row["id"]) in wanted:
                done[str(row["id"])] = _moment(moment)
        return [Finished(user, done[user]) for user in dict.fromkeys(user_ids) if user in done]

    def can_enrol(self, course_id: str) -> CheckResult:
        """Whether the account of the token may add students; nothing is written for it."""
        what = f"enrol people in course {course_id}"
        asked = [("permissions[]", name) for name in MAY_ADD]
        try:
            may = self._wire.one(f"courses/{segment(course_id)}/permissions", asked)
            list(self._participants(course_id))
        except Refused as fault:
            return CheckResult(False, what, fault.reason)
        return CheckResult(any(may.get(name) is True for name in MAY_ADD), what, MAY_ENROL)

    def check(self, people: Sequence[str] = ()) -> list[CheckResult]:
        """The connection, and whether the account may look people and courses up."""
        site = f"Canvas at {self._wire.url}"
        try:
            self._wire.one("users/self")
        except Refused as fault:
            return [CheckResult(False, site, fault.reason)]
        return [CheckResult(True, site), self._looks_up(people)]

    def _looks_up(self, people: Sequence[str]) -> CheckResult:
        what = f"look up people and courses of account {self._account}"
        told = "make the account of the token an administrator there, with rights to see users"
        try:
            self._wire.one(f"accounts/{segment(self._account)}")
            seen = self.find_people("id", people[:3])
        except Refused:
            return CheckResult(False, what, told)
        return CheckResult(bool(seen) or not people, what, told)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


KIND = Kind(CanvasApi, options=frozenset({"account_id", "enrollment_type"}))
