"""What the small servers of the tests have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def read_whole(app: WSGIApplication) -> WSGIApplication:
    """The same application, which reads its answer to the end before it sends any of it.

    A browser that hangs up in the middle of an answer then leaves no open file behind: the
    development server forgets to close the answer when the connection breaks while it drains it.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    return answer
