"""Moodle's REST protocol: form fields in, JSON out, and its errors by name.

Moodle answers errors with HTTP 200 and an ``errorcode``; the class names in
``exception`` differ between versions and are not looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response
from adapters.moodle_advice import advice, passes

Params = Mapping[str, Any]
SERVER = "/webservice/rest/server.php"
# Each of these is an answer that carries no JSON.
XML = b"<?xml"
XML_CODE = re.compile(rb"<ERRORCODE>(\w+)</ERRORCODE>")
TOO_MANY = b"Input variables exceeded"


class MoodleFault(Refused):
    """An error that Moodle named; ``code`` is its ``errorcode``, "unexpected" without one."""


def _has_id(row: object) -> bool:
    found = row.get("id") if isinstance(row, dict) else None
    return isinstance(found, int | str) and str(found).isdigit()


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


def untagged(text: str) -> str:
    """A text without what Moodle takes for HTML: it refuses a whole call for one such name."""
    return text.replace("<", "\u2039").replace(">", "\u203a").strip()


class MoodleWire:
    """Calls functions of one site with one token. The token travels in the body only."""

    def __init__(self, door: HttpDoor, url: str, token: str) -> None:
        self._door, self._token = door, token
        self.url = url.rstrip("/").removesuffix(SERVER)
        self._host = urlsplit(self.url).netloc.rpartition("@")[2]

    def call(self, function: str, params: Params, *, repeatable: bool = True) -> Any:
        """The decoded answer; raises ``Unavailable``, ``Refused`` or :class:`MoodleFault`."""
        # Token and format first: PHP drops what comes after its max_input_vars.
        fields = [
            ("wstoken", self._token),
            ("wsfunction", function),
            ("moodlewsrestformat", "json"),
            *flattened(params),
        ]
        answer = self._door.request("POST", self.url + SERVER, data=fields, idempotent=repeatable)
        self._look_at_status(answer)
        return self._checked(function, self._decoded(function, answer.body))

    def rows(self, function: str, params: Params) -> list[Mapping[str, Any]]:
        """The answer of a function that lists things with an id.

        One odd row spoils it all: passed over, it could be somebody who is in the course.
        """
        rows = self.call(function, params)
        if not isinstance(rows, list) or not all(_has_id(row) for row in rows):
            raise self.unexpected(function)
        return rows

    def unexpected(self, function: str) -> Unavailable:
        """An answer that no Moodle gives: half an installation, or something in between."""
        return Unavailable(f"{self._host} answers {function} with something unexpected")

    def _look_at_status(self, answer: Response) -> None:
        status = answer.status
        if status == 403 and not answer.body.strip():
            told = "switch on web services and the REST protocol in Moodle"
            raise Refused("ws_off", f"{self._host} refuses web services: {told}")
        if status in (401, 403):
            told = "let this machine pass the proxy or firewall in front of Moodle"
            raise Refused("not_let_in", f"{self._host} answers {status}: {told}")
        if status == 404:
            raise Refused("no_moodle", f"no Moodle at {self._host}: check the address of the API")
        there = answer.headers.get("location", "")
        if 300 <= status < 400 and urlsplit(there).path.endswith(SERVER):
            told = f"give {there.partition(SERVER)[0]} with `themascan platform api`"
            raise Refused("moved", f"{self._host} has another address: {told}")
        if status >= 300:
            raise Unavailable(f"{self._host} answers {status} instead of data")

    def _decoded(self, function: str, body: bytes) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            pass
        if body.startswith(XML):
            named = XML_CODE.search(body)
            if named is not None:
                return {"exception": "", "errorcode": named[1].decode()}
            told = "see what between here and Moodle drops form fields (moodlewsrestformat)"
            raise Refused("format_lost", f"{self._host} answers XML: {told}")
        if TOO_MANY in body:
            told = "raise max_input_vars in its PHP to 5000, as Moodle asks"
            raise Refused("max_input_vars", f"{self._host} takes too few form fields: {told}")
        raise Unavailable(f"{self._host} answers {function} with a page instead of data")

    def _checked(self, function: str, document: Any) -> Any:
        if not isinstance(document, dict) or not {"exception", "errorcode"} & document.keys():
            return document
        code = str(document.get("errorcode") or "")[:60]
        for_now = passes(code)
        if for_now is not None:
            raise Unavailable(for_now)
        raise MoodleFault(code or "unexpected", advice(function, code))
