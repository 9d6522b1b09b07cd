"""What a site holds beyond courses and enrolments: groups, events, messages, what is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from adapters.fakes.moodle_rights import Row


class Shelf(Protocol):
    """Ids are texts of digits; rows have Moodle's field names."""

    def course_search(self, text: str) -> list[Row]:
        """Courses whose name or number has a text, hidden ones too."""

    def criteria(self, course_id: str) -> bool:
        """Whether a course says when it is finished."""

    def finished(self, course_id: str, user_id: str) -> int | None:
        """When somebody finished, in seconds since 1970."""

    def groups(self) -> list[Row]:
        """Every group, with ``userids``."""

    def add_group(self, row: Row) -> int:
        """A new group; its id."""

    def set_member(self, group_id: str, user_id: str, inside: bool) -> None:
        """Put somebody into a group, or take them out."""

    def name_group(self, group_id: str, name: str) -> None:
        """Another name for a group."""

    def drop_group(self, group_id: str) -> None:
        """Delete a group."""

    def events(self) -> list[Row]:
        """Everything in the calendar."""

    def add_event(self, row: Row) -> int:
        """A new event; its id."""

    def drop_event(self, event_id: str) -> bool:
        """Delete an event; False when there is none."""

    def newest(self, most: int) -> list[Row]:
        """What was sent last, newest first; all of it for 0."""

    def add_messages(self, messages: Sequence[tuple[str, str]]) -> list[int]:
        """Messages as (to whom, text); their ids."""


@dataclass
class Memory:
    """A shelf in memory; ``done`` is (course, account) -> moment."""

    courses: dict[str, dict[str, Any]]
    done: dict[tuple[str, str], int] = field(default_factory=dict)
    without_criteria: set[str] = field(default_factory=set)
    group_rows: list[dict[str, Any]] = field(default_factory=list)
    event_rows: list[dict[str, Any]] = field(default_factory=list)
    sent: list[Row] = field(default_factory=list)
    last_group: int = 0
    last_event: int = 0

    def course_search(self, text: str) -> list[Row]:
        """See :class:`Shelf`, also for the other methods."""
        word = text.casefold()
        found = (row for row in self.courses.values())
        return [row for row in found if word in f"{row['fullname']} {row['idnumber']}".casefold()]

    def criteria(self, course_id: str) -> bool:
        """Unless it was taken away."""
        return course_id not in self.without_criteria

    def finished(self, course_id: str, user_id: str) -> int | None:
        """As it was set."""
        return self.done.get((course_id, user_id))

    def groups(self) -> list[Row]:
        """In the order in which they were made."""
        return list(self.group_rows)

    def add_group(self, row: Row) -> int:
        """Numbered from 1."""
        self.last_group += 1
        self.group_rows.append({**row, "id": self.last_group, "userids": []})
        return self.last_group

    def set_member(self, group_id: str, user_id: str, inside: bool) -> None:
        """Once is enough."""
        [row] = [row for row in self.group_rows if str(row["id"]) == group_id]
        others = [user for user in row["userids"] if user != int(user_id)]
        row["userids"] = [*others, int(user_id)] if inside else others

    def name_group(self, group_id: str, name: str) -> None:
        """Whatever it is."""
        for row in self.group_rows:
            row["name"] = name if str(row["id"]) == group_id else row["name"]

    def drop_group(self, group_id: str) -> None:
        """With its events, as Moodle does."""
        self.group_rows = [row for row in self.group_rows if str(row["id"]) != group_id]
        self.event_rows = [row for row in self.event_rows if str(row["groupid"]) != group_id]

    def events(self) -> list[Row]:
        """In the order in which they were made."""
        return list(self.event_rows)

    def add_event(self, row: Row) -> int:
        """Numbered from 1."""
        self.last_event += 1
        self.event_rows.append({**row, "id": self.last_event})
        return self.last_event

    def drop_event(self, event_id: str) -> bool:
        """Once only."""
        left = [row for row in self.event_rows if str(row["id"]) != event_id]
        gone = len(left) < len(self.event_rows)
        self.event_rows = left
        return gone

    def newest(self, most: int) -> list[Row]:
        """By their numbers."""
        return self.sent[::-1][: most or None]

    def add_messages(self, messages: Sequence[tuple[str, str]]) -> list[int]:
        """Numbered from 1."""
        first = len(self.sent) + 1
        self.sent += [
            {"id": number, "useridto": int(to), "fullmessagehtml": text}
            for number, (to, text) in enumerate(messages, first)
        ]
        return list(range(first, first + len(messages)))
