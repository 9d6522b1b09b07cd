"""The LTI services of a Moodle on a real socket: tokens, Names and Roles, marks.

Its answers and its traps are those of a Moodle 4.5. Faults can be switched on, and what
was asked is kept.

    with FakeAdvantage(keys=lambda: jwks) as lms:
        lms.add_member("6", "Sam de Vries")
        ...
        assert lms.scores[0]["userId"] == "6"
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from adapters.fakes import moodle
from adapters.fakes.advantage_answers import Answer, Request
from adapters.fakes.advantage_gradebook import Column, Gradebook
from adapters.fakes.advantage_office import Office
from adapters.fakes.advantage_services import COURSE, NRPS, SERVICES, TOKEN, Services

PAGE = "text/html"


@dataclass(frozen=True, slots=True)
class Weather(moodle.Weather):
    """``at`` is a part of the address that it falls on: token, memberships, scores …

    Kinds: a status, ``login``, ``redirect``, ``lost-answer`` (done, yet nothing comes back).
    """

    at: str = ""


class FakeAdvantage:
    """The services of one LMS for one tool. A context manager.

    ``keys`` fetches the tool's JWKS, and may raise ``OSError``. :attr:`calls` holds
    (method, path with query, status).
    """

    def __init__(
        self,
        keys: Callable[[], Mapping[str, Any]],
        client_id: str = "themascan-client",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.host_port = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host_port}"
        self.token_url = self.url + TOKEN
        self.client_id = client_id
        self.office = Office(client_id, keys, clock)
        self.gradebook = Gradebook(self.url + SERVICES)
        self.services = Services(self.url, self.office, self.gradebook)
        self.weather: Weather | None = None
        self.calls: list[tuple[str, str, int]] = []

    def __enter__(self) -> FakeAdvantage:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def scores(self) -> list[dict[str, Any]]:
        """Every score that was taken, with its ``lineItem``, in order."""
        return self.gradebook.accepted

    @property
    def line_items(self) -> list[dict[str, Any]]:
        """The line items of all courses."""
        return [column.shown for column in self.gradebook.columns.values()]

    def column(self, item: str) -> Column:
        """The column of a line item: its grades, and who is ``locked``."""
        return next(c for c in self.gradebook.columns.values() if c.shown["id"] == item)

    def grades(self, item: str) -> dict[str, float | None]:
        """What stands in a column, by person; None is a grade that was erased."""
        return {user: entry.score for user, entry in self.column(item).entries.items()}

    def members_url(self, course: str = COURSE) -> str:
        """The ``context_memberships_url`` of a launch from this course."""
        return self.services.members_url(course)

    def lineitems_url(self, course: str = COURSE) -> str:
        """The ``lineitems`` of a launch from this course."""
        return self.services.lineitems_url(course)

    def claims(self, course: str = COURSE) -> dict[str, Any]:
        """The claims `ags` and `nrps` of a launch from an activity without grading."""
        scopes = sorted(self.office.granted - {NRPS})
        ags = {"scope": scopes, "lineitems": self.lineitems_url(course), "lineitem": ""}
        nrps = {"context_memberships_url": self.members_url(course)}
        return {"ags": ags, "nrps": {**nrps, "service_versions": ["1.0", "2.0"]}}

    def add_member(
        self, user_id: str, name: str = "", role: str = "Learner", course: str = COURSE, **more: Any
    ) -> None:
        """Enrol somebody; ``more`` are fields of the member as they go over the line."""
        person = {"status": "Active", "roles": [role], "user_id": user_id, "name": name}
        self.services.members.setdefault(course, {})[user_id] = {**person, **more}

    def delete_line_item(self, item: str) -> None:
        """As a teacher does it in the gradebook."""
        columns = self.gradebook.columns.items()
        self.gradebook.columns = {n: c for n, c in columns if c.shown["id"] != item}

    def forget_tokens(self) -> None:
        """Every token that was given is unknown from now on."""
        self.office.tokens.clear()

    def take_weather(self, path: str) -> Weather | None:
        """The weather of one request; a passing one passes."""
        with self._lock:
            now = self.weather
            if now is None or now.at not in path:
                return None
            if now.times is not None:
                self.weather = replace(now, times=now.times - 1) if now.times > 1 else None
            return now

    def answer(self, request: Request) -> Answer:
        """The answer in this weather, one request at a time."""
        weather = self.take_weather(request.path)
        if weather is not None and weather.kind != "lost-answer":
            return _bad_weather(weather)
        with self._lock:
            answer = self.services.answer(request)
            self.calls.append((request.method, request.target, answer.status))
        return replace(answer, status=0) if weather is not None else answer


def _bad_weather(weather: Weather) -> Answer:
    if weather.kind == "login":
        return Answer(200, moodle.LOGIN_PAGE, PAGE)
    if weather.kind == "redirect":
        return Answer(303, b"", PAGE, headers={"Location": "/login/index.php"})
    wait = {"Retry-After": weather.retry_after} if weather.retry_after else {}
    return Answer(int(weather.kind), b"{}", headers=wait)


def _handler(lms: FakeAdvantage) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = lms.answer(Request(self.command, self.path, headers, body))
            if answer.status == 0:
                self.close_connection = True
                return
            self.send_response(answer.status, answer.reason)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET

        def date_time_string(self, timestamp: float | None = None) -> str:
            now = (
                lms.office.clock() if timestamp is None else datetime.fromtimestamp(timestamp, UTC)
            )
            return format_datetime(now.astimezone(UTC), usegmt=True)

        def log_message(self, *_: object) -> None:
            pass  # a test's output is for the test

    return Handler
