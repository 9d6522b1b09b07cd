"""One log line a request: route, method, status and duration; never a path, never a size.

The duration is rounded up to steps of 25 ms: a page with one question more takes part of a
millisecond longer, and how many questions there were would tell something.
"""

from __future__ import annotations

import math
import time

from flask import Flask, Response, g, request

from config.logs import log

LOG = log("lti_tool.requests")
STEP = 25
QUIET = frozenset({"ops.healthz", "ops.readyz", "ops.metrics", "static"})


def _begin() -> None:
    g.began = time.perf_counter()


def coarse(seconds: float) -> int:
    """A duration in milliseconds, in whole steps and at least one."""
    return max(1, math.ceil(seconds * 1000 / STEP)) * STEP


def _write(response: Response) -> Response:
    if request.endpoint not in QUIET:
        LOG.info(
            "request",
            route=str(request.url_rule),
            method=request.method,
            status=response.status_code,
            ms=coarse(time.perf_counter() - g.get("began", time.perf_counter())),
        )
    return response


def init_access_log(app: Flask) -> None:
    """Attach the log to the application."""
    app.before_request(_begin)
    app.after_request(_write)
