"""Who finished a Moodle course, by the conditions that the course itself has for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.lms import Finished
from adapters.moodle_advice import COMPLETION
from adapters.moodle_wire import MoodleFault, MoodleWire

# Said of one person, not of the course: teachers and suspended people are not followed.
OF_ONE_PERSON = frozenset({"usernotenroled", "invaliduser", "userdeleted", "usernotconfirmed"})


def completions(
    wire: MoodleWire, participants: Callable[[str], set[str]], course: str, users: Sequence[str]
) -> Iterator[Finished]:
    """Who of these people finished; Moodle is asked person by person, of participants only.

    "Finished" is Moodle's word for it, which a nightly task of Moodle gives: that may be a
    while after the last activity was done. When is that of the last condition.
    """
    there = participants(course)
    for user in dict.fromkeys(users):
        if user in there:
            status = _status(wire, course, user)
            if status.get("completed"):
                yield Finished(user, _moment(status))


def _status(wire: MoodleWire, course: str, user: str) -> Mapping[str, Any]:
    try:
        found = wire.call(COMPLETION, {"courseid": course, "userid": user})
    except MoodleFault as fault:
        if fault.code in OF_ONE_PERSON:
            return {}
        raise
    status = found.get("completionstatus") if isinstance(found, dict) else None
    if not isinstance(status, dict):
        raise wire.unexpected(COMPLETION)
    return status


def _moment(status: Mapping[str, Any]) -> datetime | None:
    rows = status.get("completions")
    given = [row.get("timecompleted") for row in rows] if isinstance(rows, list) else []
    moments = [moment for moment in given if isinstance(moment, int) and moment > 0]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None
