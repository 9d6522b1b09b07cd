"""The socket of a fake Moodle: form fields in, JSON or XML out, and bad weather."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar, Protocol
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_store import Fields
from adapters.fakes.weather import Weather

LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Log in to the site</title></head></html>"
PATIENCE = 10.0
JSON, HTML, XML = "application/json", "text/html; charset=utf-8", "application/xml; charset=utf-8"


class Behind(Protocol):
    """What stands behind the socket."""

    max_input_vars: int

    def take_weather(self) -> Weather | None:
        """The weather of one request."""

    def answer(self, fields: Fields) -> Any:
        """The decoded answer to a call; raises ``MoodleError``."""


class Handler(BaseHTTPRequestHandler):
    """One connection to a site; :func:`handler` says which."""

    site: ClassVar[Behind]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        weather = self.site.take_weather()
        if weather is not None:
            self._bad_weather(weather, self._fields(body))
        else:
            self._call(self._fields(body))

    def _fields(self, body: bytes) -> Fields:
        # PHP drops what comes after its limit, and says nothing.
        named = [
            *parse_qsl(urlsplit(self.path).query, keep_blank_values=True),
            *parse_qsl(body.decode(), keep_blank_values=True)[: self.site.max_input_vars],
        ]
        return dict(named)

    def _call(self, fields: Fields) -> None:
        try:
            document = self.site.answer(fields)
        except MoodleError as fault:
            document = fault.document()
        if fields.get("moodlewsrestformat") == "json":
            self._send(200, json.dumps(document).encode())
        else:
            self._send(200, as_xml(document).encode(), XML)

    def _bad_weather(self, weather: Weather, fields: Fields) -> None:
        answers: dict[str, Callable[[], None]] = {
            "login": lambda: self._send(200, LOGIN_PAGE, HTML),
            "redirect": lambda: self._send(303, b"", HTML, {"Location": "/login/index.php"}),
            "moved": lambda: self._send(301, b"", HTML, {"Location": self._over_https()}),
            "maintenance": lambda: self._send(
                200, json.dumps(MoodleError("sitemaintenance").document()).encode()
            ),
            "lost-answer": lambda: self._lose(fields),
            "off": lambda: self._send(403, b"", HTML),
            "rubbish": lambda: self._send(200, b'[{"id": 4, "fulln'),
            "odd": lambda: self._send(200, b'"yes"'),
            "nothing": self._cut,
            "slow": self._dawdle,
        }
        wait = {"Retry-After": weather.retry_after} if weather.retry_after else {}
        status = int(weather.kind) if weather.kind.isdigit() else 0
        answers.get(weather.kind, lambda: self._send(status, b"{}", headers=wait))()

    def _over_https(self) -> str:
        return f"https://{self.headers['Host']}{self.path}"

    def _cut(self) -> None:
        self.close_connection = True

    def _dawdle(self) -> None:
        # As long as nobody gives up: the one who asks closes the line.
        self.connection.settimeout(PATIENCE)
        with suppress(OSError):
            self.connection.recv(1)
        self.close_connection = True

    def _lose(self, fields: Fields) -> None:
        self.site.answer(fields)
        self.close_connection = True

    def _send(
        self, status: int, body: bytes, kind: str = JSON, headers: Fields | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass  # a test's output is for the test


def handler(site: Behind) -> type[Handler]:
    """A handler class for one site."""
    return type("SiteHandler", (Handler,), {"site": site})


def as_xml(document: Any) -> str:
    """What a caller gets that did not ask for JSON; an answer is only hinted at."""
    start = '<?xml version="1.0" encoding="UTF-8" ?>\n'
    if not isinstance(document, dict) or "exception" not in document:
        return f"{start}<RESPONSE>\n</RESPONSE>\n"
    code, message = document.get("errorcode", ""), document.get("message", "")
    return (
        f'{start}<EXCEPTION class="{escape(document["exception"])}">\n'
        f"<ERRORCODE>{escape(code)}</ERRORCODE>\n<MESSAGE>{escape(message)}</MESSAGE>\n"
        "</EXCEPTION>\n"
    )
