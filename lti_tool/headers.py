"""Security headers: a strict policy, framed by the registered platforms only."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from sqlalchemy import select

from lti_tool.models import Platform, db

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self' {frames}; frame-ancestors {frames}"
)


def origin(url: str) -> str:
    """Scheme, host and port of an address, or an empty text when it has none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def _frames() -> str:
    visit = g.get("visit")
    if visit is not None:
        urls = [visit.platform.issuer, visit.platform.auth_login_url]
    else:
        rows = db.session.execute(select(Platform.issuer, Platform.auth_login_url))
        urls = [url for row in rows for url in row]
        db.session.rollback()
    return " ".join(sorted({origin(url) for url in urls if origin(url)})) or "'none'"


def _is_page(response: Response) -> bool:
    return response.mimetype == "text/html" and response.status_code not in (301, 302, 303)


def add_headers(response: Response) -> Response:
    """Set the headers of every answer; pages also get the content policy."""
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if _is_page(response):
        response.headers["Content-Security-Policy"] = POLICY.format(frames=_frames())
    return response


def init_headers(app: Flask) -> None:
    """Attach :func:`add_headers` to the application."""
    app.after_request(add_headers)
