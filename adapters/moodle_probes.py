"""Whether people can be enrolled in a Moodle course, asked in ways that cannot enrol anybody.

Moodle 4.5 looks in this order: may the account enter the course, may it enrol there, is
the person an account, may the role be given, does the course have manual enrolment. Then
it writes. Older versions look at the person last. So two calls are made that end before
the last step in every version: in the course with a role that nobody can give, and with
the right role on the front page, which has no enrolment. A call that would pass, rolled
back by a second, faulty entry, tells the same, but runs Moodle's plugins and mails first.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from adapters.errors import Refused
from adapters.lms import CheckResult
from adapters.moodle_advice import ADVICE, COURSES, SITE_INFO
from adapters.moodle_checks import GUEST, SEE_PEOPLE
from adapters.moodle_enrol import NONE_SUCH, SPLITS, Enrolments
from adapters.moodle_people import look_up
from adapters.moodle_wire import MoodleFault, MoodleWire

FRONT_PAGE = "1"
NO_CATEGORY = "0"
MANUAL = "manual"
NO_ROLE = "wsusercannotassign"
NO_METHOD = "wsnoinstance"
NO_PLUGIN = "invalidrecord"
BLIND = f"Moodle shows the account no people: give its role, in the system context, {SEE_PEOPLE}"


class Probes:
    """Asks one site. What holds for the whole site is asked once."""

    def __init__(self, wire: MoodleWire, enrolments: Enrolments) -> None:
        self._wire, self._enrolments = wire, enrolments

    def course(self, course: str) -> CheckResult:
        """Whether the account may enrol people in a course, and what is missing if not."""
        what = f"enrol people in course {course}"
        try:
            self._enrolments.look_into(course)
            fault = self._rights(course) or self._method(course) or self._role or self._eyes
        except Refused as refusal:
            fault = refusal.reason
        return CheckResult(not fault, what, fault)

    def _rights(self, course: str) -> str:
        fault = self._refusal(course, NONE_SUCH)
        if fault is None or fault.code == NO_ROLE:
            return ""
        return "" if fault.code in SPLITS - {NO_PLUGIN} else fault.reason

    def _method(self, course: str) -> str:
        methods = self._shown(course).get("enrollmentmethods")
        return ADVICE[NO_METHOD] if isinstance(methods, list) and MANUAL not in methods else ""

    @cached_property
    def _role(self) -> str:
        front = self._shown(FRONT_PAGE)
        # Nothing is tried in a course that only might be the front page.
        if str(front.get("categoryid")) != NO_CATEGORY or front.get("enrollmentmethods") != []:
            return ""
        fault = self._refusal(FRONT_PAGE)
        return fault.reason if fault is not None and fault.code == NO_ROLE else ""

    @cached_property
    def _eyes(self) -> str:
        seen = {str(row["id"]) for row in look_up(self._wire, "id", [self._own, GUEST])}
        return BLIND if seen == {self._own} else ""

    @cached_property
    def _own(self) -> str:
        info = self._wire.call(SITE_INFO, {})
        if not isinstance(info, dict) or "userid" not in info:
            raise self._wire.unexpected(SITE_INFO)
        return str(info["userid"])

    def _refusal(self, course: str, role: str | None = None) -> MoodleFault | None:
        try:
            self._enrolments.write(course, [self._own], role)
        except MoodleFault as fault:
            return fault
        return None

    def _shown(self, course: str) -> Mapping[str, Any]:
        found = self._wire.call(COURSES, {"field": "id", "value": course})
        rows = found.get("courses") if isinstance(found, dict) else None
        return rows[0] if rows and isinstance(rows[0], dict) else {}
