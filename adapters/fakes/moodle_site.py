"""A Moodle site in memory, as :class:`adapters.fakes.moodle_rest.Store` wants it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.fakes.moodle_rest import Row


@dataclass
class Site:
    """Courses, accounts and enrolments."""

    courses: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    enrolments: dict[str, dict[str, str]] = field(default_factory=dict)
    no_manual: set[str] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)

    def course_rows(self, field: str, value: str) -> list[Row]:
        """See :class:`adapters.fakes.moodle_rest.Store`, also for the other methods."""
        return [row for row in self.courses.values() if str(row[field]) == value]

    def account_rows(self, field: str, values: Collection[str]) -> list[Row]:
        """Accounts by one of their keys."""
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
        """Enrol everybody."""
        for course, user in pairs:
            self.enrolments[course][user] = "active"
