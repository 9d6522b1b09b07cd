"""Security headers: a strict policy, and frames on pages of the person's own LMS only.

Pages of a visit also get their filler here, whatever view or problem made them.
"""

from __future__ import annotations

from collections.abc import Iterable
from secrets import SystemRandom
from typing import Literal

from flask import Flask, Response, g, request
from sqlalchemy import select

from lti_tool.addresses import origins
from lti_tool.filler import filled
from lti_tool.models import Platform, db

CHANCE = SystemRandom()
OF_VISITS = "/v/"
Wish = Literal["frames", "forms", "scripts", "fetches", "inside"]
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; "
    "{scripts}{fetches}{inside}form-action {forms}; frame-ancestors {frames}"
)


def _wishes(kind: Wish) -> set[str]:
    wishes: dict[str, set[str]] = g.setdefault("policy", {})
    return wishes.setdefault(kind, set())


def may_be_framed_by(*urls: str) -> None:
    """Say on which sites the page of this request may stand, when no visit says so."""
    _wishes("frames").update(origins(*urls))


def may_be_framed_anywhere() -> None:
    """For a page that is the same for everybody and on which nobody can do anything."""
    _wishes("frames").add("*")


def may_submit_to(url: str) -> None:
    """Let a form of this page go to the site of an address."""
    _wishes("forms").update(origins(url))


def may_run_our_script() -> None:
    """Let this page run a script of ours; no other page runs any."""
    _wishes("scripts").add("'self'")


def may_fetch_from_us() -> None:
    """Let the script of this page ask the tool something."""
    _wishes("fetches").add("'self'")


def may_show_us_inside() -> None:
    """Let this page show another page of the tool in a frame."""
    _wishes("inside").add("'self'")


def may_be_framed_by_us() -> None:
    """Let this page of a visit stand in a page of the tool."""
    _wishes("frames").add("'self'")


def _frames() -> set[str]:
    visit = g.get("visit")
    if visit is not None:
        platform = visit.platform
        # The LMS can have pages on a host that is neither (Canvas): it signed this address.
        lms = origins(platform.issuer, platform.auth_login_url, visit.visit.return_url)
        return {*lms, *_wishes("frames")}
    return _wishes("frames") or _asking_platform()


def _asking_platform() -> set[str]:
    """The site that the browser comes from, when a registered LMS lives there.

    Not all of them: whose LMSs these are is nobody's business.
    """
    asking = origins(request.headers.get("Origin", ""), request.headers.get("Referer", ""))
    if not asking:
        return set()
    rows = db.session.execute(select(Platform.issuer, Platform.auth_login_url))
    known = origins(*(url for row in rows for url in row))
    db.session.rollback()
    return set(asking & known)


def _forms(frames: set[str]) -> set[str]:
    # Browsers hold redirects after a form to this as well: an offer leads into the LMS.
    visit = g.get("visit")
    courses = origins(visit.platform.api_url) if visit is not None else frozenset()
    return {"'self'", *frames, *courses, *_wishes("forms")}


def _listed(sources: Iterable[str]) -> str:
    return " ".join(sorted(sources)) or "'none'"


def _directive(name: str, kind: Wish) -> str:
    sources = _wishes(kind)
    return f"{name} {_listed(sources)}; " if sources else ""


def _policy() -> str:
    frames = _frames()
    return POLICY.format(
        scripts=_directive("script-src", "scripts"),
        fetches=_directive("connect-src", "fetches"),
        inside=_directive("frame-src", "inside"),
        forms=_listed(_forms(frames)),
        frames=_listed(frames),
    )


def _is_page(response: Response) -> bool:
    return response.mimetype == "text/html" and response.status_code not in (301, 302, 303)


def add_headers(response: Response) -> Response:
    """Set the headers of every answer, the content policy of pages, the filler of visits."""
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if _is_page(response):
        response.headers["Content-Security-Policy"] = _policy()
        if request.path.startswith(OF_VISITS):
            response.set_data(filled(response.get_data(), CHANCE))
    return response


def init_headers(app: Flask) -> None:
    """Attach :func:`add_headers` to the application."""
    app.after_request(add_headers)
