"""Moodle's errors as its REST API words them, without debugging."""

from __future__ import annotations

from typing import Any

CORE = "core\\exception\\"
# errorcode -> (class, message). The messages name people, roles and courses, as Moodle's do.
TEXTS = {
    "invalidparameter": (
        f"{CORE}invalid_parameter_exception",
        "Invalid parameter value detected",
    ),
    "invalidtoken": (f"{CORE}moodle_exception", "Invalid token - token not found"),
    "accessexception": ("webservice_access_exception", "Access control exception"),
    "invalidrecord": (
        "dml_missing_record_exception",
        "Can't find data record in database table {table}.",
    ),
    "invaliduser": ("dml_missing_record_exception", "Invalid user"),
    "userdeleted": (f"{CORE}moodle_exception", "error/userdeleted"),
    "usernotconfirmed": (f"{CORE}moodle_exception", "error/usernotconfirmed"),
    "guestsarenotallowed": (
        f"{CORE}moodle_exception",
        "The guest user is not allowed to do this",
    ),
    "Message was not sent.": (f"{CORE}moodle_exception", "error/Message was not sent."),
    "codingerror": (
        f"{CORE}coding_exception",
        "Coding error detected, it must be fixed by a programmer: invalid field parameter",
    ),
    "nopermissions": (
        f"{CORE}required_capability_exception",
        "Sorry, but you do not currently have permissions to do that ({right}).",
    ),
    "requireloginerror": (
        f"{CORE}require_login_exception",
        "Course or activity not accessible.",
    ),
    "errorcoursecontextnotvalid": (
        f"{CORE}moodle_exception",
        "You cannot execute functions in the course context (course id:{courseid}). "
        "The context error message was: Course or activity not accessible.",
    ),
    "wsusercannotassign": (
        f"{CORE}moodle_exception",
        "You don't have the permission to assign this role ({roleid}) to this user ({userid}) "
        "in this course ({courseid}).",
    ),
    "wsnoinstance": (
        f"{CORE}moodle_exception",
        "Manual enrolment plugin instance doesn't exist or is disabled for the course "
        "(id = {courseid})",
    ),
    "sitemaintenance": (
        f"{CORE}moodle_exception",
        "The site is undergoing maintenance and is currently not available",
    ),
}
# A defect in Moodle's own PHP has a class and a message, and no code.
DEFECT = "Error"


class MoodleError(Exception):
    """An error that Moodle answers with HTTP 200; its text is the ``errorcode``."""

    def __init__(self, code: str, **named: str) -> None:
        super().__init__(code)
        self._named = named

    def document(self) -> dict[str, Any]:
        """The answer, as Moodle gives it without debugging."""
        code = str(self)
        if code == DEFECT:
            return {"exception": DEFECT, "message": self._named.get("message", "")}
        kind, message = TEXTS.get(code, (f"{CORE}moodle_exception", code))
        return {"exception": kind, "errorcode": code, "message": message.format(**self._named)}
