"""From the settings of a platform to the adapter of its LMS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import LmsApi
from adapters.moodle import STUDENT, MoodleApi

ADAPTERS = ("moodle",)
OPTIONS = ("role_id", "function_field", "messages")


def lms_api(
    kind: str,
    door: HttpDoor,
    url: str,
    token: str,
    options: Mapping[str, Any],
    pace: Callable[[], None],
) -> LmsApi:
    """The adapter of that name; raises ``Refused`` for another name or a wrong option."""
    if kind != "moodle":
        raise Refused("no_adapter", f"there is no adapter {kind}: choose {', '.join(ADAPTERS)}")
    # A slip of the pen must not enrol people in the role that is meant for students.
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise Refused("bad_option", f"no option {unknown[0]}: choose {', '.join(OPTIONS)}")
    role = str(options.get("role_id", STUDENT))
    if not (role.isascii() and role.isdigit() and int(role)):
        raise Refused("bad_option", f"role_id is {role}: give the number of a role")
    if options.get("messages", kind) != kind:
        raise Refused("bad_option", f"messages leads to {kind} or, without it, to mail boxes")
    field = str(options.get("function_field", "functiegroep"))
    return MoodleApi(door, url, token, role_id=int(role), function_field=field, pace=pace)
