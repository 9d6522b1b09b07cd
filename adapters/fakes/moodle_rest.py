"""Moodle's REST protocol over any store: what a call answers, in the shape of Moodle 4.5.

Two things speak it: the fake of the tests, with its store in memory, and the practice LMS
of the demo, with its store in SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Protocol

Fields = dict[str, str]
Row = dict[str, Any]
FUNCTIONS = (
    "core_webservice_get_site_info",
    "core_course_get_courses_by_field",
    "core_enrol_get_enrolled_users",
    "core_user_get_users_by_field",
    "enrol_manual_enrol_users",
)
ENTRY = re.compile(r"enrolments\[(\d+)\]\[(\w+)\]")


class MoodleError(Exception):
    """An error that Moodle answers with HTTP 200; its text is the ``errorcode``."""

    def document(self) -> Row:
        """The answer, as Moodle gives it without debugging."""
        kind = "core\\exception\\moodle_exception"
        return {"exception": kind, "errorcode": str(self), "message": "refused"}


class Store(Protocol):
    """What the protocol asks of a site; ids are texts of digits."""

    def course_rows(self, field: str, value: str) -> list[Row]:
        """Courses by ``id``, ``idnumber`` or ``shortname``, with Moodle's field names."""

    def account_rows(self, field: str, values: Collection[str]) -> list[Row]:
        """Accounts by ``id``, ``idnumber``, ``username`` or ``email``."""

    def enrolled_ids(self, course_id: str) -> list[str] | None:
        """Everybody in a course, suspended ones too; None when there is no such course."""

    def enrols_by_hand(self, course_id: str) -> bool:
        """Whether manual enrolment is switched on in a course."""

    def missing_accounts(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that no account has."""

    def enrol_all(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Enrol (course, account) pairs; who was suspended becomes active again."""


def entries(fields: Fields) -> list[Fields]:
    """The enrolments that a call asks for."""
    rows: dict[int, Fields] = {}
    for name, value in fields.items():
        found = ENTRY.fullmatch(name)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[number] for number in sorted(rows)]


class MoodleRest:
    """Answers the calls of one service account; ``lacking`` functions are not in its service."""

    def __init__(
        self, store: Store, token: str, role_id: str, lacking: Collection[str] = ()
    ) -> None:
        self._store, self._token, self._role_id = store, token, role_id
        self._lacking = lacking

    def answer(self, fields: Fields) -> Any:
        """The decoded answer to a call; raises :class:`MoodleError`."""
        if fields.get("wstoken") != self._token:
            raise MoodleError("invalidtoken")
        name = fields.get("wsfunction", "")
        if name not in FUNCTIONS or name in self._lacking:
            raise MoodleError("accessexception")
        try:
            return getattr(self, f"_{name}")(fields)
        except KeyError as missing:
            raise MoodleError("invalidparameter") from missing

    def _core_webservice_get_site_info(self, _: Fields) -> Any:
        names = [name for name in FUNCTIONS if name not in self._lacking]
        return {"sitename": "Fake", "functions": [{"name": name} for name in names]}

    def _core_course_get_courses_by_field(self, fields: Fields) -> Any:
        return {"courses": self._store.course_rows(fields["field"], fields["value"])}

    def _core_enrol_get_enrolled_users(self, fields: Fields) -> Any:
        ids = self._store.enrolled_ids(fields["courseid"])
        if ids is None:
            raise MoodleError("invalidrecord")
        options = {
            fields[f"options[{n}][name]"]: fields[f"options[{n}][value]"]
            for n in range(9)
            if f"options[{n}][name]" in fields
        }
        rows = [{"id": int(user)} for user in sorted(ids, key=int)]
        first, most = int(options.get("limitfrom", 0)), int(options.get("limitnumber", 0))
        return rows[first : first + most] if most else rows[first:]

    def _core_user_get_users_by_field(self, fields: Fields) -> Any:
        key = fields["field"]
        values = [value for name, value in fields.items() if name.startswith("values[")]
        if key == "username" and any(value != value.lower() for value in values):
            raise MoodleError("invalidparameter")
        return self._store.account_rows(key, set(values))

    def _enrol_manual_enrol_users(self, fields: Fields) -> Any:
        pairs = [(row["courseid"], row["userid"]) for row in entries(fields)]
        roles = {row.get("roleid") for row in entries(fields)}
        for course in {course for course, _ in pairs}:
            if self._store.enrolled_ids(course) is None:
                raise MoodleError("invalidparameter")
            if roles != {self._role_id}:
                raise MoodleError("wsusercannotassign")
            if not self._store.enrols_by_hand(course):
                raise MoodleError("wsnoinstance")
        # All or nothing, as Moodle's transaction has it; it does not say who was wrong.
        if not pairs or self._store.missing_accounts({user for _, user in pairs}):
            raise MoodleError("invaliduser" if pairs else "invalidparameter")
        self._store.enrol_all(pairs)
        return None
