"""From the settings of a platform to the adapter of its LMS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import LmsApi
from adapters.moodle import STUDENT, MoodleApi

ADAPTERS = ("moodle",)


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
    role = str(options.get("role_id", STUDENT))
    if not role.isdigit():
        raise Refused("bad_option", f"role_id is {role}: give the number of a role")
    field = str(options.get("function_field", "functiegroep"))
    return MoodleApi(door, url, token, role_id=int(role), function_field=field, pace=pace)
