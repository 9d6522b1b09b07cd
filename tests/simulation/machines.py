"""Servers that can be switched off and on again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Machine:
    """Runs from the start; ``switch`` is harmless when nothing changes."""

    def __init__(self, run: Callable[[], AbstractContextManager[object]]) -> None:
        self._run = run
        self._running: AbstractContextManager[object] | None = None

    def switch(self, on: bool) -> None:
        """Off: nobody listens on its port."""
        if on and self._running is None:
            self._running = self._run()
            self._running.__enter__()
        elif not on and self._running is not None:
            running, self._running = self._running, None
            running.__exit__(None, None, None)

    def __enter__(self) -> Machine:
        self.switch(on=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.switch(on=False)


class Lasting(WSGIRequestHandler):
    """Keeps connections: there are thousands of calls."""

    protocol_version = "HTTP/1.1"


@contextmanager
def served(app: WSGIApplication, host: str, port: int) -> Iterator[None]:
    """An application on a socket."""
    server = make_server(host, port, app, threaded=True, request_handler=Lasting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
