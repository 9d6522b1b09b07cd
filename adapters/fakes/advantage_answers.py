"""Requests and answers of the fake LTI services, without a socket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query; of a name that comes twice the last value."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; ``reason`` is the phrase in the status line."""

    status: int
    body: bytes = b""
    kind: str = "application/json; charset=utf-8"
    reason: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def document(content: Any, kind: str, status: int = 200) -> Answer:
    """A JSON answer with a media type."""
    return Answer(status, json.dumps(content).encode(), f"{kind}; charset=utf-8")


def fault(request: Request, status: int, reason: str) -> Answer:
    """An error as Moodle's services give it: the text in the body and in the status line."""
    asked = {
        "method": request.method,
        "url": request.target,
        "accept": request.headers.get("accept", ""),
        "contentType": request.media_type,
    }
    body = {"status": status, "reason": reason, "request": asked}
    return Answer(status, json.dumps(body, indent=4).encode(), reason=reason)


def no_handler(request: Request) -> Answer:
    """A path or a media type that the services do not know."""
    path = request.path.removeprefix("/mod/lti/services.php")
    return fault(request, 400, f"No handler found for {path}  {request.media_type}")
