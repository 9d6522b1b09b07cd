"""From LTI roles to the roles of the tool (DESIGN 4).

An Instructor is an employee here: Moodle calls every teacher so. Coordinators are
confirmed by an admin, managers stand on the roster; both are looked up, not claimed.
"""

from __future__ import annotations

from collections.abc import Iterable

ADMINISTRATORS = frozenset(
    {
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
    }
)


def tool_roles(claimed: Iterable[str], coordinator: bool, manager: bool) -> tuple[str, ...]:
    """The roles of a visit; "employee" is always the first."""
    extra = {
        "manager": manager,
        "coordinator": coordinator,
        "admin": bool(ADMINISTRATORS & set(claimed)),
    }
    return ("employee", *(role for role, holds in extra.items() if holds))
