"""What Moodle's protocol asks of whatever holds courses, accounts and enrolments."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from adapters.fakes.moodle_rights import Row

Fields = dict[str, str]
ENTRY = re.compile(r"enrolments\[(\d+)\]\[(\w+)\]")


class Store(Protocol):
    """A site; ids are texts of digits."""

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


class Details(Protocol):
    """What a store can know beyond :class:`Store`."""

    def roles(self, course_id: str) -> Mapping[str, Sequence[int]]:
        """The roles of each participant of a course."""

    def contacts(self) -> set[str]:
        """Everybody who teaches somewhere."""

    def unfit(self, ids: Collection[str]) -> Mapping[str, str]:
        """Of accounts that are there and cannot be enrolled: the ``errorcode``."""

    def assignable(self) -> set[str]:
        """The roles that the account may give, as the site allows it."""

    def enrol_in_detail(self, rows: Sequence[Fields]) -> None:
        """Enrol with role, dates and state; an earlier enrolment is overwritten."""


def entries(fields: Fields) -> list[Fields]:
    """The enrolments that a call asks for."""
    rows: dict[int, Fields] = {}
    for name, value in fields.items():
        found = ENTRY.fullmatch(name)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[number] for number in sorted(rows)]
