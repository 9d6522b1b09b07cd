"""What was recorded of a real Moodle 4.5's web services, and a server that answers with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from adapters.moodle_advice import COURSES, ENROL, PARTICIPANTS, PEOPLE, SITE_INFO

FOLDER = Path(__file__).parent / "moodle_captures"
OURS = (SITE_INFO, COURSES, PARTICIPANTS, ENROL, PEOPLE)
Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded answer; ``function`` is empty where none was asked."""

    function: str
    params: Mapping[str, Any]
    status: int
    media_type: str
    body: bytes

    @property
    def document(self) -> Any:
        """The decoded answer."""
        return json.loads(self.body)


@cache
def document(name: str) -> Any:
    """A file of recordings."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def recorded(key: str) -> Recorded:
    """One recording by ``file/name``."""
    file, name = key.split("/")
    entry = document(file)[name]
    if "response" in entry:
        given = entry["response"]
        # A long answer was recorded as text, and cut.
        body = given if isinstance(given, str) else json.dumps(given)
    else:
        body = entry["body"]
    return Recorded(
        function=entry.get("fn", ""),
        params=entry.get("encoded_params", {}),
        status=entry["http"],
        media_type=entry.get("ct", "application/json"),
        body=body.encode(),
    )


def ok(value: Any) -> Recorded:
    """An answer put together from recorded parts."""
    return Recorded("", {}, 200, "application/json", json.dumps(value).encode())


Answer = Recorded | Callable[[Fields], Recorded]


class Replay:
    """Answers each function with a recording; ``sent`` is what was asked, in order."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers, self.sent = dict(answers), list[Fields]()
        self.url = self.host_port = ""

    def calls(self, function: str) -> list[Fields]:
        """What one function was asked."""
        return [fields for fields in self.sent if fields["wsfunction"] == function]

    def answer(self, fields: Fields) -> Recorded:
        """The recording for a call; a function without one is a mistake of the test."""
        self.sent.append(fields)
        given = self.answers[fields["wsfunction"]]
        return given if isinstance(given, Recorded) else given(fields)


@contextmanager
def replay(answers: Mapping[str, Answer]) -> Iterator[Replay]:
    """A replaying server on a real socket."""
    site = Replay(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = site.answer(dict(parse_qsl(body, keep_blank_values=True)))
            self.send_response(given.status)
            self.send_header("Content-Type", given.media_type)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: object) -> None:
            pass  # a test's output is for the test

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.host_port = f"127.0.0.1:{server.server_address[1]}"
    site.url = f"http://{site.host_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
