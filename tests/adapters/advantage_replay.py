"""What was captured on a real Moodle, played again by a server on a socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from adapters.advantage import Advantage
from adapters.errors import Refused, Troubled, Unavailable
from tests.adapters.advantage_world import Shelf, open_door, registered
from tests.clock import Clock

CAPTURES = Path(__file__).parent / "captures"
SITE = "http://127.0.0.1:8080"
CAPTURED_AT = datetime(2026, 11, 23, 12, 54, tzinfo=UTC)
TOKEN, SERVICES = "/mod/lti/token.php", "/mod/lti/services.php"
MEMBERS = SERVICES + "/CourseSection/2/bindings/1/memberships"
ITEMS = SERVICES + "/2/lineitems"
ITEM = ITEMS + "/2/lineitem"


@cache
def captured(name: str) -> Mapping[str, Any]:
    """All that one file holds, by name."""
    content: dict[str, Any] = json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True)
class Played:
    """An answer as it was captured, in one of the shapes that the files have."""

    status: int
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    @classmethod
    def of(cls, capture: Any) -> Played:
        if isinstance(capture, list):
            return cls(capture[0], capture[1])
        body = capture.get("resp", capture.get("body", ""))
        headers = capture.get("headers", {"Content-Type": capture.get("ct", "")})
        return cls(capture["status"], body, headers, capture.get("reason", ""))

    def response(self, site: str) -> Response:
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        headers = {name: value.replace(SITE, site) for name, value in self.headers.items()}
        status = f"{self.status} {self.reason}".strip()
        return Response(text.replace(SITE, site), status, headers)


class Replay:
    """Answers by method and path; the last of several answers stays.

    Asks are kept in ``asked``: (method, path with query, decoded body).
    """

    def __init__(self, server: HTTPServer, token: Any = None) -> None:
        self.site = server.url_for("").rstrip("/")
        self.asked: list[tuple[str, str, Any]] = []
        self._server = server
        self.play("POST", TOKEN, token or captured("ags-nrps-1")["token_ok"])

    def play(self, method: str, path: str, *captures: Any) -> None:
        """What this path answers, one capture after the other."""
        left = [Played.of(capture) for capture in captures]

        def answer(request: Request) -> Response:
            body = request.get_json(force=True, silent=True)
            self.asked.append((method, request.full_path, body))
            return (left.pop(0) if len(left) > 1 else left[0]).response(self.site)

        self._server.expect_request(path, method=method).respond_with_handler(answer)

    def service(self) -> Advantage:
        """The adapter, at this server."""
        door = open_door(urlsplit(self.site).netloc)
        return Advantage(door, registered(self.site + TOKEN), Shelf(), Clock(CAPTURED_AT))


def outcome(call: Callable[[], object]) -> str:
    """The name of what became of a call: a refusal's code, `trouble`, `later` or `done`."""
    try:
        call()
    except Refused as fault:
        return fault.code
    except Troubled:
        return "trouble"
    except Unavailable:
        return "later"
    return "done"
