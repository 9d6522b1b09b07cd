"""Groups within a Moodle course: found by their number, filled with who takes part."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence

from adapters.errors import Refused
from adapters.lms import EnrolOutcome, Group
from adapters.moodle_advice import (
    GROUP_ADD,
    GROUP_DROP,
    GROUP_END,
    GROUP_MEMBERS,
    GROUP_NAME,
    GROUP_NEW,
    GROUPS,
    NO_GROUP,
)
from adapters.moodle_enrol import A_CALL, SPLITS, Pace
from adapters.moodle_people import batches
from adapters.moodle_wire import MoodleFault, MoodleWire, untagged

# Moodle's own words for "a group of this name is there": it says no more than this.
NAME_TAKEN, NUMBER_TAKEN = "invalidparameter", "idnumbertaken"
NONE_SUCH, GONE = "invalidrecord", "no_group"
NOT_IN_COURSE = "only people in the course can be in its groups: enrol the person first"


class Groups:
    """The groups of one site. ``pace`` is called before each writing call."""

    def __init__(
        self, wire: MoodleWire, participants: Callable[[str], set[str]], pace: Pace
    ) -> None:
        self._wire, self._participants, self._pace = wire, participants, pace

    def ensure(self, course: str, idnumber: str, name: str) -> str:
        """The id of the group with this number; L&D may have given it another name since."""
        if not idnumber.strip():
            raise Refused("no_number", "a group is known by its number: give it one")
        found = self._find(course, idnumber)
        if found is not None:
            return found
        try:
            return self._make(course, idnumber, name)
        except MoodleFault as fault:
            if fault.code == NUMBER_TAKEN:
                # Somebody was before us, in the same second.
                found = self._find(course, idnumber)
                if found is not None:
                    return found
            if fault.code != NAME_TAKEN:
                raise
        return self._make(course, idnumber, f"{name} ({idnumber})")

    def all(self, course: str) -> list[Group]:
        """The groups of a course, with their names as people read them."""
        return [
            Group(
                id=str(row["id"]),
                idnumber=str(row.get("idnumber") or ""),
                name=html.unescape(str(row.get("name") or "")),
            )
            for row in self._wire.rows(GROUPS, {"courseid": course})
        ]

    def _find(self, course: str, idnumber: str) -> str | None:
        return next((row.id for row in self.all(course) if row.idnumber == idnumber), None)

    def _make(self, course: str, idnumber: str, name: str) -> str:
        group = {"courseid": course, "name": untagged(name), "description": ""}
        self._pace()
        rows = self._wire.call(
            GROUP_NEW, {"groups": [{**group, "idnumber": idnumber}]}, repeatable=False
        )
        if not (isinstance(rows, list) and rows and "id" in rows[0]):
            raise self._wire.unexpected(GROUP_NEW)
        return str(rows[0]["id"])

    def members(self, group: str) -> set[str]:
        """The ids of the people in a group."""
        try:
            rows = self._wire.call(GROUP_MEMBERS, {"groupids": [group]})
        except MoodleFault as fault:
            if fault.code == NONE_SUCH:
                raise Refused(GONE, NO_GROUP) from fault
            raise
        if not isinstance(rows, list):
            raise self._wire.unexpected(GROUP_MEMBERS)
        return {str(user) for row in rows for user in row.get("userids", ())}

    def add(self, course: str, group: str, users: Sequence[str]) -> list[EnrolOutcome]:
        """Put people into a group; who is in it stays, and who is not in the course is refused."""
        wanted = list(dict.fromkeys(users))
        before, there = self.members(group), self._participants(course)
        fit = [user for user in wanted if user in there and user not in before]
        refused = {user: NOT_IN_COURSE for user in wanted if user not in there}
        for batch in batches(fit, A_CALL):
            refused |= dict(self._add(group, batch))
        return [_outcome(user, before, refused) for user in wanted]

    def _add(self, group: str, users: Sequence[str]) -> Iterator[tuple[str, str]]:
        rows = [{"groupid": group, "userid": user} for user in users]
        self._pace()
        try:
            self._wire.call(GROUP_ADD, {"members": rows})
        except MoodleFault as fault:
            # One who left the course just now spoils the whole call.
            if fault.code not in SPLITS:
                raise
            if len(users) == 1:
                yield users[0], fault.reason
                return
            half = len(users) // 2
            yield from self._add(group, users[:half])
            yield from self._add(group, users[half:])

    def remove(self, group: str, users: Sequence[str]) -> None:
        """Take people out of a group."""
        there = self.members(group)
        for batch in batches((user for user in dict.fromkeys(users) if user in there), A_CALL):
            rows = [{"groupid": group, "userid": user} for user in batch]
            self._pace()
            self._wire.call(GROUP_DROP, {"members": rows})

    def rename(self, course: str, group: str, old: str, new: str) -> None:
        """Another name for a group that still has the one that it was given."""
        found = next((row for row in self.all(course) if row.id == group), None)
        if found is None:
            raise Refused(GONE, NO_GROUP)
        ours = untagged(old), f"{untagged(old)} ({found.idnumber})"
        if found.name not in ours or found.name == untagged(new):
            return
        try:
            self._name(group, untagged(new))
        except MoodleFault as fault:
            if fault.code != NAME_TAKEN:
                raise
            self._name(group, f"{untagged(new)} ({found.idnumber})")

    def _name(self, group: str, name: str) -> None:
        self._pace()
        self._wire.call(GROUP_NAME, {"groups": [{"id": group, "name": name}]})

    def end(self, group: str) -> bool:
        """Delete a group without members; False when it has some."""
        try:
            if self.members(group):
                return False
        except Refused as fault:
            if fault.code == GONE:
                return True
            raise
        self._pace()
        try:
            self._wire.call(GROUP_END, {"groupids": [group]})
        except MoodleFault as fault:
            if fault.code != NONE_SUCH:
                raise
        return True


def _outcome(user: str, before: set[str], refused: dict[str, str]) -> EnrolOutcome:
    if user in refused:
        return EnrolOutcome(user, "refused", refused[user])
    return EnrolOutcome(user, "present" if user in before else "enrolled")
