"""Moodle's REST API behind :class:`adapters.lms.LmsApi`."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from adapters.lms import CheckResult, Course, EnrolOutcome, LmsPerson, PersonKey
from adapters.moodle_wire import MoodleFault, MoodleWire

STUDENT = 5
A_CALL = 100
LOOK_UPS = 400
PAGE = 5000
BY_IDNUMBER = "idnumber:"
# Somebody in the batch is wrong; Moodle does not say who, and has enrolled nobody.
SPLITS = frozenset({"invaliduser", "invalidparameter", "invalidrecord"})
NOBODY = "0"
NEEDED = {
    "core_webservice_get_site_info": "to look at the connection",
    "core_course_get_courses_by_field": "to find courses",
    "core_enrol_get_enrolled_users": "to see who is enrolled already",
    "enrol_manual_enrol_users": "to enrol people",
    "core_user_get_users_by_field": "to find the people of a roster",
}
Pace = Callable[[], None]


def batches(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """The values in lists of at most ``size``."""
    left = iter(values)
    while batch := list(islice(left, size)):
        yield batch


def _text(value: Any) -> str | None:
    return html.unescape(str(value)) if value not in (None, "") else None


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
        self._role_id, self._function_field, self._pace = role_id, function_field, pace

    def course(self, ref: str) -> Course:
        """A course by id or ``idnumber:…``, so that links survive a copied course."""
        named = ref.startswith(BY_IDNUMBER)
        value = ref.removeprefix(BY_IDNUMBER)
        if not named and not value.isdigit():
            raise Refused("no_course", f"{ref} is no course id: give a number or idnumber:…")
        field = "idnumber" if named else "id"
        found = self._ask("core_course_get_courses_by_field", {"field": field, "value": value})
        courses = found.get("courses") if isinstance(found, dict) else None
        if not isinstance(courses, list) or not courses:
            raise Refused("no_course", f"Moodle shows no course {ref}: check it, and the rights")
        return self._course(courses[0])

    def _course(self, given: Mapping[str, Any]) -> Course:
        key = str(given["id"])
        return Course(
            id=key,
            idnumber=str(given.get("idnumber") or ""),
            title=html.unescape(str(given.get("fullname") or "")),
            # Without the right to see it Moodle leaves the field out, and hidden courses too.
            visible=bool(given.get("visible", 1)),
            url=f"{self._wire.url}/course/view.php?id={key}",
        )

    def enrolled(self, course_id: str) -> set[str]:
        """The ids of all who are enrolled, suspended and expired ones included."""
        found: set[str] = set()
        while True:
            options = {"userfields": "id", "limitfrom": len(found), "limitnumber": PAGE}
            options |= {"sortby": "id"}
            pairs = [{"name": name, "value": value} for name, value in options.items()]
            rows = self._rows(
                "core_enrol_get_enrolled_users", {"courseid": course_id, "options": pairs}
            )
            known = len(found)
            found |= {str(row["id"]) for row in rows}
            if len(rows) < PAGE or len(found) == known:
                return found

    def enrol(self, course_id: str, user_ids: Sequence[str]) -> list[EnrolOutcome]:
        """Enrol whoever has no enrolment yet, in any state; at most 100 a writing call."""
        wanted = list(dict.fromkeys(user_ids))
        before = self.enrolled(course_id)
        missing = [user for user in wanted if user not in before]
        if missing and len(before) <= 1:
            self._must_see_people(missing)
        refused: dict[str, str] = {}
        for batch in batches(missing, A_CALL):
            refused |= dict(self._write(course_id, batch))
        after = self.enrolled(course_id) if len(missing) > len(refused) else before
        return [_outcome(user, before, after, refused) for user in wanted]

    def _must_see_people(self, users: Sequence[str]) -> None:
        # Without user:viewdetails Moodle hides participants; writing then would bring
        # suspended enrolments back to life.
        try:
            seen = self.find_people("id", users[:A_CALL])
        except Refused:
            return
        if not seen:
            raise Refused(
                "cannot_see_people",
                "the account cannot see people: give its role moodle/user:viewdetails",
            )

    def _write(self, course_id: str, users: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yields (user id, reason) of each whom Moodle refuses; the others are enrolled."""
        try:
            self._enrol(course_id, users)
        except MoodleFault as fault:
            if fault.code not in SPLITS:
                raise
            if len(users) == 1:
                yield users[0], fault.reason
                return
            half = len(users) // 2
            yield from self._write(course_id, users[:half])
            yield from self._write(course_id, users[half:])

    def _enrol(self, course_id: str, users: Sequence[str]) -> None:
        self._pace()
        rows = [{"roleid": self._role_id, "userid": user, "courseid": course_id} for user in users]
        # Not repeated at once: when the answer was lost, reading back shows what was done.
        self._wire.call("enrol_manual_enrol_users", {"enrolments": rows}, repeatable=False)

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Accounts by key; several with one idnumber are nobody, since it is not known who."""
        found: dict[str, LmsPerson] = {}
        double: set[str] = set()
        for batch in batches(dict.fromkeys(values), LOOK_UPS):
            for row in self._look_up(key, batch):
                name = str(row.get(key) or "")
                double |= {name} & set(found)
                found[name] = self._person(row)
        return {name: person for name, person in found.items() if name not in double}

    def _look_up(self, key: PersonKey, values: Sequence[str]) -> list[Mapping[str, Any]]:
        params = {"field": key, "values": list(values)}
        try:
            return self._rows("core_user_get_users_by_field", params)
        except MoodleFault as fault:
            # One value with a letter that Moodle does not take spoils the whole call.
            if fault.code != "invalidparameter":
                raise
            if len(values) == 1:
                return []
            half = len(values) // 2
            return self._look_up(key, values[:half]) + self._look_up(key, values[half:])

    def _person(self, row: Mapping[str, Any]) -> LmsPerson:
        fields = row.get("customfields")
        rows = [field for field in fields if isinstance(field, dict)] if fields else []
        named = {field.get("shortname"): field.get("value") for field in rows}
        return LmsPerson(
            id=str(row["id"]),
            username=_text(row.get("username")),
            email=_text(row.get("email")),
            idnumber=_text(row.get("idnumber")),
            name=_text(row.get("fullname")) or "",
            function_field=_text(named.get(self._function_field)),
        )

    def can_enrol(self, course_id: str) -> CheckResult:
        """Asks Moodle to enrol account 0, which nobody has: the refusal says what is missing.

        Moodle checks rights, role and enrolment method before it looks for the account,
        and writes nothing.
        """
        what = f"enrol people in course {course_id}"
        try:
            self.enrolled(course_id)
            self._enrol(course_id, [NOBODY])
        except MoodleFault as fault:
            if fault.code not in SPLITS:
                return CheckResult(False, what, fault.reason)
        except Refused as fault:
            return CheckResult(False, what, fault.reason)
        return CheckResult(True, what)

    def check(self) -> list[CheckResult]:
        """The connection, and each function that the service must hold."""
        try:
            info = self._ask("core_webservice_get_site_info", {})
        except Refused as fault:
            return [CheckResult(False, f"Moodle at {self._wire.url}", fault.reason)]
        rows = info.get("functions") if isinstance(info, dict) else None
        has = {row.get("name") for row in rows or [] if isinstance(row, dict)}
        return [
            CheckResult(True, f"Moodle at {self._wire.url}"),
            *(
                CheckResult(name in has, f"function {name} ({why})", f"add {name} to the service")
                for name, why in NEEDED.items()
            ),
        ]

    def _ask(self, function: str, params: Mapping[str, Any]) -> Any:
        return self._wire.call(function, params)

    def _rows(self, function: str, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        rows = self._ask(function, params)
        if not isinstance(rows, list):
            raise Unavailable(f"Moodle answers {function} with something unexpected")
        return [row for row in rows if isinstance(row, dict) and "id" in row]


def _outcome(
    user: str, before: set[str], after: set[str], refused: Mapping[str, str]
) -> EnrolOutcome:
    if user in before:
        return EnrolOutcome(user, "present")
    if user in refused:
        return EnrolOutcome(user, "refused", refused[user])
    if user in after:
        return EnrolOutcome(user, "enrolled")
    advice = "Moodle took the enrolment, yet does not show it: look at the course"
    return EnrolOutcome(user, "refused", advice)
