"""Events in the calendar of a Moodle course, or of one of its groups."""

from __future__ import annotations

import html
from typing import Any

from adapters.errors import Refused
from adapters.lms import Event
from adapters.moodle_advice import EVENT_DROP, EVENT_NEW, EVENTS, advice
from adapters.moodle_enrol import Pace
from adapters.moodle_wire import MoodleFault, MoodleWire, untagged

PLAIN = 2
NO_RIGHT, GONE = "nopermissions", "invalidrecord"


class Calendar:
    """The calendar of one site. ``pace`` is called before each writing call."""

    def __init__(self, wire: MoodleWire, pace: Pace) -> None:
        self._wire, self._pace = wire, pace

    def add(self, course: str, event: Event) -> str:
        """The id of the event. Moodle takes doubles, so it is looked for first."""
        wanted = _fields(course, event)
        for row in self._at(course, event):
            if _same(row, wanted):
                return str(row["id"])
        self._pace()
        found = self._wire.call(EVENT_NEW, {"events": [wanted]}, repeatable=False)
        rows = found.get("events") if isinstance(found, dict) else None
        if not isinstance(rows, list):
            raise self._wire.unexpected(EVENT_NEW)
        if not rows:
            # Without the right Moodle answers an empty list and a warning.
            raise Refused(NO_RIGHT, advice(EVENT_NEW, NO_RIGHT))
        return str(rows[0]["id"])

    def _at(self, course: str, event: Event) -> list[dict[str, Any]]:
        moment = int(event.starts.timestamp())
        # Asked for both, Moodle leaves the events of groups out.
        asked: dict[str, Any] = {
            "events": {"groupids": [event.group_id]} if event.group_id else {"courseids": [course]},
            "options": {"userevents": 0, "siteevents": 0, "timestart": moment, "timeend": moment},
        }
        found = self._wire.call(EVENTS, asked)
        rows = found.get("events") if isinstance(found, dict) else None
        if not isinstance(rows, list):
            raise self._wire.unexpected(EVENTS)
        return [row for row in rows if isinstance(row, dict) and "id" in row]

    def remove(self, event_id: str) -> None:
        """Delete an event; one that is gone already is no fault."""
        self._pace()
        try:
            self._wire.call(EVENT_DROP, {"events": [{"eventid": event_id, "repeat": 0}]})
        except MoodleFault as fault:
            if fault.code != GONE:
                raise


def _fields(course: str, event: Event) -> dict[str, Any]:
    return {
        "name": untagged(event.title),
        "description": event.place,
        "format": PLAIN,
        "courseid": course,
        "groupid": event.group_id or "0",
        "eventtype": "group" if event.group_id else "course",
        "timestart": int(event.starts.timestamp()),
        "timeduration": event.minutes * 60,
    }


def _same(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    # Told again, a name is escaped for HTML.
    found = {**row, "name": html.unescape(str(row.get("name"))), "groupid": row.get("groupid") or 0}
    names = ("name", "groupid", "eventtype", "timestart", "timeduration")
    return all(str(found.get(name)) == str(wanted[name]) for name in names)
