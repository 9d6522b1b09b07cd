"""A Moodle site on a real socket, with the functions that the adapter uses.

Its answers have the shape that a real Moodle 4.5 gives. Faults can be switched on, and
it counts what was asked.
"""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from adapters.fakes.moodle_rest import FUNCTIONS, Fields, MoodleError, MoodleRest, entries
from adapters.fakes.moodle_site import Site

LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Log in to the site</title></head></html>"


@dataclass(frozen=True, slots=True)
class Weather:
    """How the site behaves at the moment; ``times`` None means until it is changed."""

    kind: str
    times: int | None = None
    retry_after: str | None = None


class FakeMoodle:
    """One site. A context manager; :attr:`calls` holds (function, number of entries)."""

    def __init__(self, role_id: str = "5") -> None:
        self.token, self.role_id = secrets.token_hex(16), role_id
        self.site = Site()
        self.calls: list[tuple[str, int]] = []
        self.weather: Weather | None = None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.host_port = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host_port}"

    def __enter__(self) -> FakeMoodle:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def writing_calls(self) -> list[int]:
        """The number of entries of each enrolling call."""
        return [size for name, size in self.calls if name == "enrol_manual_enrol_users"]

    def add_course(self, key: str, idnumber: str, title: str, visible: bool = True) -> None:
        """A course with manual enrolment."""
        self.site.courses[key] = {
            "id": int(key),
            "fullname": title,
            "shortname": f"C{key}",
            "idnumber": idnumber,
            "visible": int(visible),
            "enrollmentmethods": ["manual"],
        }
        self.site.enrolments[key] = {}

    def add_user(
        self,
        key: str,
        username: str = "",
        email: str = "",
        idnumber: str = "",
        name: str = "",
        function_field: str | None = None,
    ) -> None:
        """An account, with the profile field of the function group when there is one."""
        custom = [{"type": "text", "value": function_field, "shortname": "functiegroep"}]
        self.site.users[key] = {
            "id": int(key),
            "username": username or f"user{key}",
            "email": email or f"user{key}@gemeente.example",
            "idnumber": idnumber,
            "fullname": name or f"Persoon {key}",
            "suspended": False,
            **({"customfields": custom} if function_field is not None else {}),
        }

    def enrol(self, course_id: str, user_id: str, suspended: bool = False) -> None:
        """As L&D would do it by hand."""
        self.site.enrolments[course_id][user_id] = "suspended" if suspended else "active"

    def unenrol(self, course_id: str, user_id: str) -> None:
        """As L&D would do it by hand."""
        self.site.enrolments[course_id].pop(user_id, None)

    def enrolled(self, course_id: str) -> set[str]:
        """The ids of the active enrolments of a course."""
        rows = self.site.enrolments[course_id].items()
        return {user for user, state in rows if state == "active"}

    def suspended(self, course_id: str) -> set[str]:
        """The ids of the suspended enrolments of a course."""
        rows = self.site.enrolments[course_id].items()
        return {user for user, state in rows if state == "suspended"}

    def take_weather(self) -> Weather | None:
        """The weather of one request; a passing one passes."""
        with self._lock:
            now = self.weather
            if now is not None and now.times is not None:
                left = now.times - 1
                self.weather = Weather(now.kind, left, now.retry_after) if left > 0 else None
            return now

    def answer(self, fields: Fields) -> Any:
        """The decoded answer to a call, which is counted; raises ``MoodleError``."""
        with self._lock:
            if fields.get("wstoken") == self.token and fields.get("wsfunction") in FUNCTIONS:
                self.calls.append((fields["wsfunction"], len(entries(fields))))
            rest = MoodleRest(self.site, self.token, self.role_id, self.site.lacking)
            return rest.answer(fields)


def _handler(moodle: FakeMoodle) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            weather = moodle.take_weather()
            if weather is not None:
                self._bad_weather(weather, body)
                return
            self._call(body)

        def _call(self, body: bytes) -> None:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
            try:
                document = moodle.answer(fields)
            except MoodleError as fault:
                document = fault.document()
            self._send(200, json.dumps(document).encode())

        def _bad_weather(self, weather: Weather, body: bytes) -> None:
            if weather.kind == "login":
                self._send(200, LOGIN_PAGE, "text/html")
            elif weather.kind == "redirect":
                self._send(303, b"", "text/html", {"Location": "/login/index.php"})
            elif weather.kind == "maintenance":
                fault = {"exception": "moodle_exception", "errorcode": "sitemaintenance"}
                self._send(200, json.dumps(fault).encode())
            elif weather.kind == "lost-answer":
                moodle.answer(dict(parse_qsl(body.decode(), keep_blank_values=True)))
                self.close_connection = True
            elif weather.kind == "off":
                self._send(403, b"", "text/html")
            else:
                wait = {"Retry-After": weather.retry_after} if weather.retry_after else {}
                self._send(int(weather.kind), b"{}", headers=wait)

        def _send(
            self,
            status: int,
            body: bytes,
            kind: str = "application/json",
            headers: dict[str, str] | None = None,
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

    return Handler
