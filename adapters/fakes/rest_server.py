"""A fake site with paths and JSON on a real socket, and bad weather."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from adapters.fakes.weather import Sky, Weather

LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head></html>"
PATIENCE = 10.0
JSON, HTML = "application/json", "text/html; charset=utf-8"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; header names in lower case, the path unquoted part by part."""

    method: str
    path: tuple[str, ...]
    query: Pairs
    headers: Mapping[str, str]
    body: bytes

    def one(self, name: str, default: str = "") -> str:
        """One value of the query."""
        return dict(self.query).get(name, default)

    def all(self, name: str) -> list[str]:
        """Every value of a name in the query."""
        return [value for key, value in self.query if key == name]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a document, or a body that is none."""

    status: int
    document: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class RestSite:
    """One site. A context manager; :attr:`asked` holds every request that was answered."""

    def __init__(self) -> None:
        self.sky, self.asked = Sky(), list[Asked]()
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.host_port = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def weather(self) -> Weather | None:
        """How the site behaves at the moment."""
        return self.sky.now

    @weather.setter
    def weather(self, weather: Weather | None) -> None:
        self.sky.now = weather

    def reply(self, asked: Asked) -> Reply:
        """The answer to a request."""
        raise NotImplementedError

    def take(self, asked: Asked) -> Reply:
        """The answer to a request, which is noted; one at a time."""
        with self.lock:
            self.asked.append(asked)
            return self.reply(asked)


class _Handler(BaseHTTPRequestHandler):
    site: RestSite

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = tuple(unquote(part) for part in parts.path.split("/") if part)
        asked = Asked(self.command, path, parse_qsl(parts.query, True), headers, body)
        with self.site.lock:
            weather = self.site.sky.take()
        if weather is None:
            self._send(self.site.take(asked))
        else:
            self._bad_weather(weather, asked)

    do_GET = do_POST = do_PUT = do_DELETE = _do

    def _bad_weather(self, weather: Weather, asked: Asked) -> None:
        wait = {"Retry-After": weather.retry_after} if weather.retry_after else {}
        answers: dict[str, Callable[[], None]] = {
            "login": lambda: self._send(Reply(200, body=LOGIN_PAGE)),
            "redirect": lambda: self._send(Reply(302, headers={"Location": "/login"}, body=b"")),
            "rubbish": lambda: self._send(Reply(200, body=b'[{"id": 4, "na')),
            "odd": lambda: self._send(Reply(200, "yes")),
            "nothing": self._cut,
            "slow": self._dawdle,
            "lost-answer": lambda: self._lose(asked),
        }
        status = int(weather.kind) if weather.kind.isdigit() else 0
        answers.get(weather.kind, lambda: self._send(Reply(status, {}, wait)))()

    def _cut(self) -> None:
        self.close_connection = True

    def _dawdle(self) -> None:
        # As long as nobody gives up: the one who asks closes the line.
        self.connection.settimeout(PATIENCE)
        with suppress(OSError):
            self.connection.recv(1)
        self.close_connection = True

    def _lose(self, asked: Asked) -> None:
        self.site.take(asked)
        self.close_connection = True

    def _send(self, reply: Reply) -> None:
        body = reply.body if reply.body is not None else json.dumps(reply.document).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", JSON if reply.body is None else HTML)
        self.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass  # a test's output is for the test


def _handler(site: RestSite) -> type[_Handler]:
    return type("SiteHandler", (_Handler,), {"site": site})
