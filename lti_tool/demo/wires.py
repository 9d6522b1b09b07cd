"""What stands in for the world while the demo is being made: wires and a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask

from adapters.errors import Unavailable
from adapters.http import HttpDoor, Response


class Hands:
    """A clock that is set to the moment at which something happens."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Wires(HttpDoor):
    """An HTTP door that leads to applications instead of sockets; all else is as in life."""

    def __init__(self) -> None:
        super().__init__()
        self._apps: dict[str, Flask] = {}

    def join(self, url: str, app: Flask) -> None:
        """Let an address lead to an application."""
        self._apps[urlsplit(url).netloc] = app

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | Sequence[tuple[str, str]] | bytes | None = None,
        idempotent: bool | None = None,
    ) -> Response:
        """The answer of the application at that address."""
        app = self._apps.get(urlsplit(url).netloc)
        if app is None:
            raise Unavailable(f"{urlsplit(url).netloc} is no part of the demo")
        fields = dict(data) if data is not None and not isinstance(data, bytes) else data
        with app.test_client(use_cookies=False) as client:
            answer = client.open(url, method=method, headers=dict(headers or {}), data=fields)
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status_code, found, answer.get_data(), url)
