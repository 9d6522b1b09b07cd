"""One log line a request: route, method, status and duration; never a path, never a size.

The duration is rounded up to steps of 25 ms: a page with one question more takes part of a
millisecond longer, and how many questions there were would tell something.

What goes well below a visit leaves no line at all. The database holds to the microsecond when
somebody was done; beside it, a line per page would say of that person who did a skill again,
opened the explanations or took long over a question. To leave out the page does not help: how
many requests follow, and which of them are a POST with a redirect, tells it as well, and a count
does so in an hour in which one person is there. What an operator needs is left: every launch has
its line and its duration, what was refused has a line of its own with a reference, without the
page (``problems``), and what broke has its page, since somebody must mend that.
"""

from __future__ import annotations

import math
import time

from flask import Flask, Response, g, request

from config.logs import log
from lti_tool.headers import OF_VISITS

LOG = log("lti_tool.requests")
STEP = 25
QUIET = frozenset({"ops.healthz", "ops.readyz", "ops.metrics", "static"})
SOME_PAGE = "/v/..."
BROKE = 500


def _begin() -> None:
    g.began = time.perf_counter()


def coarse(seconds: float) -> int:
    """A duration in milliseconds, in whole steps and at least one."""
    return max(1, math.ceil(seconds * 1000 / STEP)) * STEP


def told_route(status: int) -> str:
    """The pattern of this request's address; of a page of a visit only that it is one.

    Unless the status says that it broke.
    """
    return SOME_PAGE if _is_of_a_visit() and status < BROKE else str(request.url_rule)


def _is_of_a_visit() -> bool:
    return request.path.startswith(OF_VISITS)


def _has_a_line(status: int) -> bool:
    return request.endpoint not in QUIET and (status >= BROKE or not _is_of_a_visit())


def _write(response: Response) -> Response:
    if _has_a_line(response.status_code):
        LOG.info(
            "request",
            route=told_route(response.status_code),
            method=request.method,
            status=response.status_code,
            ms=coarse(time.perf_counter() - g.get("began", time.perf_counter())),
        )
    return response


def init_access_log(app: Flask) -> None:
    """Attach the log to the application."""
    app.before_request(_begin)
    app.after_request(_write)
