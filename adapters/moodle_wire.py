"""Moodle's REST protocol: form fields in, JSON out, and its errors by name.

Moodle answers errors with HTTP 200 and an ``errorcode``; the class names in
``exception`` differ between versions and are not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response

Params = Mapping[str, Any]
SERVER = "/webservice/rest/server.php"

# What passes by itself.
LATER = {
    "sitemaintenance": "Moodle is in maintenance mode",
    "upgraderunning": "Moodle is being upgraded",
    "cronerror": "Moodle is being upgraded",
    "dbconnectionfailed": "Moodle cannot reach its database",
    "ddlexecuteerror": "Moodle's database has a problem",
    "dmlreadexception": "Moodle's database has a problem",
    "dmlwriteexception": "Moodle's database has a problem",
    "dmltransactionexception": "Moodle's database has a problem",
    "locktimeout": "Moodle is too busy",
}
# What a person must put right, and how.
ADVICE = {
    "invalidtoken": "Moodle does not know the token: make a new one and give it with "
    "`themascan platform api`",
    "accessexception": "the function is not in the web service, or the account may not use REST: "
    "add the function to the service and give the account webservice/rest:use",
    "nopermissions": "the account lacks a right in this course: give its role enrol/manual:enrol "
    "and moodle/course:viewparticipants",
    "requireloginerror": "the account may not enter the course: give its role moodle/course:view",
    "errorcoursecontextnotvalid": "the account may not enter the course: give its role "
    "moodle/course:view",
    "coursehidden": "the course is hidden and the account may not see it: make it visible",
    "wsusercannotassign": "the account may not give this role: give it moodle/role:assign and "
    "allow the role in `Allow role assignments`",
    "wsnoinstance": "manual enrolment is missing or switched off in the course: add it there",
    "wscannotenrol": "manual enrolment does not allow this: look at its settings in the course",
    "invaliduser": "Moodle does not know this account: it may have been deleted",
    "usernotfullysetup": "the service account must fill in its profile first: log in with it once",
    "sitepolicynotagreed": "the service account must agree to the site policy: log in with it once",
    "forcepasswordchangenotice": "the service account must change its password first",
    "passwordisexpired": "the password of the service account has expired: renew it",
    "wsaccessuserexpired": "the service account has expired",
    "wsaccessusersuspended": "the service account is suspended: activate it",
    "wsaccessuserdeleted": "the service account was deleted: make another",
    "cannotcreatetoken": "the account may not have a token: give it moodle/webservice:createtoken",
}


class MoodleFault(Refused):
    """An error that Moodle named; ``code`` is its ``errorcode``."""


def flattened(params: Params) -> list[tuple[str, str]]:
    """Nested lists and mappings in PHP's way: ``enrolments[0][userid]``."""
    return [pair for key, value in params.items() for pair in _pairs(key, value)]


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pairs(f"{name}[{key}]", inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value):
            yield from _pairs(f"{name}[{number}]", inner)
    else:
        yield name, str(value)


class MoodleWire:
    """Calls functions of one site with one token. The token travels in the body only."""

    def __init__(self, door: HttpDoor, url: str, token: str) -> None:
        self._door, self._token = door, token
        self.url = url.rstrip("/").removesuffix(SERVER)
        self._host = urlsplit(self.url).netloc

    def call(self, function: str, params: Params, *, repeatable: bool = True) -> Any:
        """The decoded answer; raises ``Unavailable``, ``Refused`` or :class:`MoodleFault`."""
        # The token first: a body that is cut short must not lose it.
        fields = [
            ("wstoken", self._token),
            ("wsfunction", function),
            ("moodlewsrestformat", "json"),
            *flattened(params),
        ]
        answer = self._door.request("POST", self.url + SERVER, data=fields, idempotent=repeatable)
        return self._checked(self._decoded(answer))

    def _decoded(self, answer: Response) -> Any:
        if answer.status == 403:
            advice = "switch on web services and the REST protocol in Moodle"
            raise Refused("ws_off", f"{self._host} refuses web services: {advice}")
        if answer.status == 404:
            raise Refused("no_moodle", f"no Moodle at {self._host}: check the address of the API")
        if answer.status >= 300:
            raise Unavailable(f"{self._host} answers {answer.status} instead of data")
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise Unavailable(f"{self._host} answers with a page instead of data") from None

    def _checked(self, document: Any) -> Any:
        if not isinstance(document, dict) or "exception" not in document:
            return document
        code = str(document.get("errorcode") or "unexpected")[:60]
        if code in LATER or (code.startswith(("dml", "ddl")) and code not in ADVICE):
            raise Unavailable(LATER.get(code, "Moodle's database has a problem"))
        # Moodle's own message is left out: it names people.
        words = f"Moodle refuses ({code}): look at the log of the site"
        raise MoodleFault(code, ADVICE.get(code, words))
