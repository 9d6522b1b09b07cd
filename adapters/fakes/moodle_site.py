"""A Moodle site in memory: accounts, courses, and enrolments with role, dates and state."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_rights import Row
from adapters.fakes.moodle_store import Fields

TEACHER = 3
GUEST, ADMIN, SERVICE = "1", "2", "27"
# When the people who left did so, in seconds since 1970.
LEFT_AT = 1795596967


@dataclass
class Enrolment:
    """One person in one course; moments are seconds since 1970, 0 for none."""

    roles: list[int]
    suspended: bool = False
    timestart: int = 0
    timeend: int = 0


@dataclass
class Site:
    """Courses, accounts and enrolments; a store and its details for the protocol.

    ``without`` are rights that were taken from the service account, ``lacking`` functions
    that are not in its service. Of the ``deleted`` accounts those that are ``cleaned_up``
    spoil a look-up by id; until then they are shown.
    """

    courses: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    enrolments: dict[str, dict[str, Enrolment]] = field(default_factory=dict)
    no_manual: set[str] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    cleaned_up: set[str] = field(default_factory=set)
    roles_to_give: set[str] = field(default_factory=lambda: {"3", "4", "5"})

    def course_rows(self, field: str, value: str) -> list[Row]:
        """See :class:`adapters.fakes.moodle_store.Store`, also for the other methods."""
        rows = [row for row in self.courses.values() if str(row[field]) == value]
        return [{**row, "enrollmentmethods": self._methods(str(row["id"]))} for row in rows]

    def _methods(self, course_id: str) -> list[str]:
        return ["manual"] if self.enrols_by_hand(course_id) else []

    def account_rows(self, field: str, values: Collection[str]) -> list[Row]:
        """Accounts by one of their keys; one without a context spoils a look-up by id."""
        if field == "id" and self.cleaned_up.intersection(values):
            raise MoodleError("invaliduser")
        return [row for row in self.users.values() if str(row[field]) in values]

    def enrolled_ids(self, course_id: str) -> list[str] | None:
        """Everybody in a course."""
        return list(self.enrolments[course_id]) if course_id in self.courses else None

    def enrols_by_hand(self, course_id: str) -> bool:
        """Whether manual enrolment is on."""
        return course_id not in self.no_manual

    def missing_accounts(self, ids: Collection[str]) -> set[str]:
        """Ids that nobody has."""
        return set(ids) - set(self.users)

    def enrol_all(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Enrol everybody as a student."""
        self.enrol_in_detail([{"courseid": course, "userid": user} for course, user in pairs])

    def roles(self, course_id: str) -> Mapping[str, Sequence[int]]:
        """See :class:`adapters.fakes.moodle_store.Details`, also for the other methods."""
        return {user: row.roles for user, row in self.enrolments[course_id].items()}

    def contacts(self) -> set[str]:
        """Everybody who teaches somewhere."""
        return {
            user
            for rows in self.enrolments.values()
            for user, row in rows.items()
            if TEACHER in row.roles
        }

    def unfit(self, ids: Collection[str]) -> Mapping[str, str]:
        """Accounts that were deleted, wait to be confirmed, or are the guest's."""
        waiting = {key for key in ids if not self.users.get(key, {}).get("confirmed", True)}
        found = dict.fromkeys(waiting, "usernotconfirmed")
        found |= dict.fromkeys(self.deleted.intersection(ids), "userdeleted")
        return found | ({GUEST: "guestsarenotallowed"} if GUEST in ids else {})

    def delete(self, user_id: str, cleaned_up: bool) -> None:
        """As Moodle does: the row stays, under another name; its enrolments go."""
        row = self.users[user_id]
        name = str(row["username"]).encode()
        gone = hashlib.md5(name, usedforsecurity=False).hexdigest()
        row |= {"username": f"{row['email']}.{LEFT_AT}", "email": gone, "idnumber": ""}
        row.pop("customfields", None)
        self.deleted.add(user_id)
        self.cleaned_up |= {user_id} if cleaned_up else set()
        for rows in self.enrolments.values():
            rows.pop(user_id, None)

    def assignable(self) -> set[str]:
        """Teacher, non-editing teacher and student, as Moodle starts with for a manager."""
        return self.roles_to_give

    def enrol_in_detail(self, rows: Sequence[Fields]) -> None:
        """Enrol: a further role is added, and dates and state become what was said or nothing."""
        for row in rows:
            there = self.enrolments[row["courseid"]].setdefault(row["userid"], Enrolment([]))
            role = int(row.get("roleid", 5))
            there.roles += [role] if role not in there.roles else []
            there.suspended = row.get("suspend", "0") != "0"
            there.timestart = int(row.get("timestart", 0))
            there.timeend = int(row.get("timeend", 0))
