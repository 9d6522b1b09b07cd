"""Moodle's REST protocol over any store: what a call answers, in the shape of Moodle 4.5.

Two things speak it: the fake of the tests, with its store in memory, and the practice LMS
of the demo, with its store in SQLite.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from adapters.fakes.moodle_bench import Bench
from adapters.fakes.moodle_course import Desk, enrol, participants
from adapters.fakes.moodle_faults import DEFECT, MoodleError
from adapters.fakes.moodle_more import MORE
from adapters.fakes.moodle_rights import Row, Sight
from adapters.fakes.moodle_shelf import Shelf
from adapters.fakes.moodle_store import Details, Fields, Store, entries

__all__ = ["FUNCTIONS", "Fields", "MoodleError", "MoodleRest", "Row", "Store", "entries"]
FUNCTIONS = (
    "core_webservice_get_site_info",
    "core_course_get_courses_by_field",
    "core_enrol_get_enrolled_users",
    "core_user_get_users_by_field",
    "enrol_manual_enrol_users",
    *MORE,
)
KEYS = ("id", "idnumber", "username", "email")
ALWAYS = ("wstoken", "wsfunction", "moodlewsrestformat")


class MoodleRest:
    """Answers the calls of one service account, ``account``, for people of ``role_id``.

    ``lacking`` functions are not in its service, ``without`` are rights that its role
    does not hold; all others it has.
    """

    def __init__(
        self,
        store: Store,
        token: str,
        role_id: str,
        lacking: Collection[str] = (),
        without: Collection[str] = (),
        account: str = "0",
        details: Details | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self._store, self._token, self._lacking = store, token, lacking
        self._roles = {role_id} | (details.assignable() if details else set())
        self._sight = Sight(account, without, details.contacts() if details else ())
        self._desk, self._shelf = Desk(store, self._sight, details), shelf
        self._names = FUNCTIONS if shelf else [name for name in FUNCTIONS if name not in MORE]

    def answer(self, fields: Fields) -> Any:
        """The decoded answer to a call; raises :class:`MoodleError`."""
        if fields.get("wstoken") != self._token:
            raise MoodleError("invalidtoken")
        name = fields.get("wsfunction", "")
        if name not in self._names:
            raise MoodleError("invalidrecord", table="external_functions")
        if name in self._lacking or not self._sight.may("webservice/rest:use"):
            raise MoodleError("accessexception")
        try:
            own = {key: value for key, value in fields.items() if key not in ALWAYS}
            if self._shelf is not None and name in MORE:
                return MORE[name](Bench(self._desk, self._shelf), own)
            return getattr(self, f"_{name}")(own)
        except (KeyError, ValueError) as wrong:
            raise MoodleError("invalidparameter") from wrong

    def _core_webservice_get_site_info(self, _: Fields) -> Any:
        names = [name for name in self._names if name not in self._lacking]
        return {
            "sitename": "Fake",
            "userid": int(self._sight.account),
            "functions": [{"name": name, "version": "2024100706"} for name in names],
            "release": "4.5.6 (Build: 20250811)",
        }

    def _core_course_get_courses_by_field(self, fields: Fields) -> Any:
        found = self._courses(fields["field"], fields["value"])
        shown = [course for row in found if (course := self._sight.course(row)) is not None]
        return {"courses": shown, "warnings": []}

    def _courses(self, field: str, value: str) -> Iterator[Row]:
        if field == "id":
            yield from filter(None, [self._desk.course(value)])
            return
        if field != "ids":
            yield from self._store.course_rows(field, value)
            return
        for one in value.split(","):
            rows = self._store.course_rows("id", one)
            if not rows:
                told = 'Attempt to assign property "contextvalidated" on null'
                raise MoodleError(DEFECT, message=told)
            yield from rows

    def _core_enrol_get_enrolled_users(self, fields: Fields) -> Any:
        return list(participants(self._desk, fields))

    def _core_user_get_users_by_field(self, fields: Fields) -> Any:
        key = fields["field"]
        if key not in KEYS:
            raise MoodleError("codingerror")
        values = {value for name, value in fields.items() if name.startswith("values[")}
        if not all(_takes(key, value) for value in values):
            raise MoodleError("invalidparameter")
        rows = map(self._sight.person, self._store.account_rows(key, values))
        # Who may not see the field in which was searched, is not told who has it.
        return [row for row in rows if row is not None and row.get(key)]

    def _enrol_manual_enrol_users(self, fields: Fields) -> None:
        enrol(self._desk, self._roles, fields)


def _takes(key: str, value: str) -> bool:
    if key == "id":
        return value.isdigit()
    return key != "username" or value == value.lower()
