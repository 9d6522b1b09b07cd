"""What more a Moodle site lets the service account do, and what is missing for the rest.

Nothing here is a fault: an organisation that does not use an ability gives no right for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from adapters.errors import Refused
from adapters.lms import Ability, CheckResult
from adapters.moodle_advice import (
    COMPLETION,
    EVENTS,
    GROUPS,
    OPTIONAL_FUNCTIONS,
    OPTIONAL_RIGHTS,
)
from adapters.moodle_enrol import NONE_SUCH
from adapters.moodle_wire import MoodleFault, MoodleWire

WHY: Mapping[Ability, str] = {
    "search": "search for courses from Themascan",
    "completion": "see who finished a training",
    "messages": "send messages inside Moodle",
    "groups": "keep a group of each workshop session",
    "events": "put workshop sessions in the calendar",
}
FRONT_PAGE = "1"
Probe = Callable[[MoodleWire, Sequence[str]], bool]


def _sees_completion(wire: MoodleWire, people: Sequence[str]) -> bool:
    # Somebody else must be asked about: everybody may see their own.
    for person in people[:1]:
        try:
            wire.call(COMPLETION, {"courseid": FRONT_PAGE, "userid": person})
        except MoodleFault as fault:
            return fault.code != "cannotviewreport"
    return True


def _keeps_groups(wire: MoodleWire, _: Sequence[str]) -> bool:
    try:
        wire.call(GROUPS, {"courseid": FRONT_PAGE})
    except MoodleFault as fault:
        return fault.code != "nopermissions"
    return True


def _keeps_events(wire: MoodleWire, _: Sequence[str]) -> bool:
    # Asked for a group that is not there, Moodle warns whoever may not manage the calendar.
    asked = {"events": {"groupids": [NONE_SUCH]}, "options": {"userevents": 0, "siteevents": 0}}
    found = wire.call(EVENTS, asked)
    return not (isinstance(found, dict) and found.get("warnings"))


# Whether messages reach everybody shows with the first that is sent: nothing can be asked.
PROBES: Mapping[Ability, Probe] = {
    "completion": _sees_completion,
    "groups": _keeps_groups,
    "events": _keeps_events,
}


def check_optional(
    wire: MoodleWire, has: Collection[object], people: Sequence[str]
) -> Iterator[CheckResult]:
    """A line per ability: that it is there, or what to add for it; none of them is a fault."""
    for ability, functions in OPTIONAL_FUNCTIONS.items():
        missing = [name for name in functions if name not in has]
        rights = OPTIONAL_RIGHTS.get(ability, ())
        if missing:
            told = f"add {', '.join(missing)} to the service"
            told += f" and give its role {', '.join(rights)}" if rights else ""
        elif not _allowed(wire, ability, people):
            told = f"give the role of the service account {', '.join(rights)}"
        else:
            yield CheckResult(True, f"it can {WHY[ability]}")
            continue
        yield CheckResult(True, f"it cannot {WHY[ability]}; if you want that, {told}")


def _allowed(wire: MoodleWire, ability: Ability, people: Sequence[str]) -> bool:
    try:
        return ability not in PROBES or PROBES[ability](wire, people)
    except Refused:
        return False
