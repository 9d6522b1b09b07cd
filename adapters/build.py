"""From the settings of a platform to the adapter of its LMS: one line per adapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adapters import brightspace, canvas, moodle, worklist
from adapters.connection import Connection, Kind
from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import LmsApi
from adapters.worklist_store import WorklistStore

KINDS: Mapping[str, Kind] = {
    "moodle": moodle.KIND,
    "canvas": canvas.KIND,
    "brightspace": brightspace.KIND,
    "worklist": worklist.KIND,
}
ADAPTERS = tuple(KINDS)
# Ours, whatever the LMS: that people get their messages there instead of by mail.
OF_THE_PLATFORM = frozenset({"messages"})


def lms_api(
    kind: str,
    door: HttpDoor,
    url: str,
    token: str,
    options: Mapping[str, Any],
    pace: Callable[[], None],
    store: WorklistStore | None = None,
) -> LmsApi:
    """The adapter of that name; raises ``Refused`` for another name or a wrong option.

    ``store`` is for an LMS whose enrolments people make by hand.
    """
    if kind not in KINDS:
        raise Refused("no_adapter", f"there is no adapter {kind}: choose {', '.join(ADAPTERS)}")
    known = KINDS[kind].options | OF_THE_PLATFORM
    # A slip of the pen must not enrol people in the role that is meant for students.
    unknown = sorted(set(options) - known)
    if unknown:
        choices = ", ".join(sorted(known))
        raise Refused("bad_option", f"no option {unknown[0]}: choose {choices}")
    return KINDS[kind].make(Connection(door, url, token, options, pace, store))
