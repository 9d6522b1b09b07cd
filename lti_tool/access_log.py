"""One log line a request: route, method, status and duration; never a path, never a size."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request

from config.logs import log

LOG = log("lti_tool.requests")
QUIET = frozenset({"ops.healthz", "ops.readyz", "ops.metrics", "static"})


def _begin() -> None:
    g.began = time.perf_counter()


def _write(response: Response) -> Response:
    if request.endpoint not in QUIET:
        LOG.info(
            "request",
            route=str(request.url_rule),
            method=request.method,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
        )
    return response


def init_access_log(app: Flask) -> None:
    """Attach the log to the application."""
    app.before_request(_begin)
    app.after_request(_write)
