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
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
PLACERS = frozenset({"Instructor", "ContentDeveloper", "Administrator"})


def tool_roles(claimed: Iterable[str], coordinator: bool, manager: bool) -> tuple[str, ...]:
    """The roles of a visit; "employee" is always the first."""
    extra = {
        "manager": manager,
        "coordinator": coordinator,
        "admin": bool(ADMINISTRATORS & set(claimed)),
    }
    return ("employee", *(role for role, holds in extra.items() if holds))


def may_place(claimed: Iterable[str]) -> bool:
    """Whether somebody with these roles may put links into a course.

    Within the course as teacher, maker or its administrator, in the full or the short form;
    or as an administrator of the LMS.
    """
    return any(role in ADMINISTRATORS or _in_course(role) in PLACERS for role in claimed)


def _in_course(role: str) -> str:
    if "/" not in role:
        return role  # the short form, which LTI 1.3 core A.2.3 keeps for the course
    head, _, name = role.partition("#")
    return name if head == MEMBERSHIP else head.removeprefix(MEMBERSHIP + "/")
