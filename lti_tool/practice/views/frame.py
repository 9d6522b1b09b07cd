"""What every page shares: who looks, in which town, and how an answer leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, render_template, request, session, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.practice.lti_tables import Tool
from lti_tool.practice.site import Site
from lti_tool.practice.tables import Account, Town

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self' {tools}; frame-src 'self' {tools}; frame-ancestors 'self'"
)


class NotHere(Exception):
    """A page for a person that this visitor may not have, or that does not exist."""

    def __init__(self, title: str, words: str, status: int = 404) -> None:
        super().__init__(title)
        self.title, self.words, self.status = title, words, status


@dataclass(frozen=True, slots=True)
class Here:
    """The visitor's place; ``account`` is None before somebody was chosen."""

    site: Site
    db: Session
    town: Town
    account: Account | None
    now: datetime

    @property
    def me(self) -> Account:
        """The chosen person; without one the chooser comes first."""
        if self.account is None:
            raise NotHere("Kies eerst wie je bent", "Ga naar het begin van de oefenomgeving.", 403)
        return self.account


def here() -> Here:
    """The place of this request."""
    found: Here = g.here
    return found


def _first_town(db: Session) -> Town:
    town = db.scalars(select(Town).order_by(Town.id).limit(1)).first()
    if town is None:
        raise LookupError("the practice LMS has no town: make its data first")
    return town


def _here(site: Site) -> Here:
    db: Session = g.db
    town = db.get(Town, session.get("town", 0)) or _first_town(db)
    account = db.get(Account, session.get("who", 0))
    return Here(site, db, town, account, site.clock())


def show(template: str, title: str, **values: Any) -> str:
    """Render a page with its frame."""
    return render_template(template, title=title, here=here(), **values)


def to(endpoint: str, **values: Any) -> AnyResponse:
    """Redirect to a page after a form."""
    return redirect(url_for(endpoint, **values), 303)


def _tools() -> str:
    # While a tool registers itself it is framed before it is known.
    urls: set[str] = {g.framed} if "framed" in g else set()
    for tool in g.db.scalars(select(Tool)):
        urls |= {tool.launch_url, tool.login_url}
    parts = [urlsplit(url) for url in urls]
    return " ".join(sorted({f"{part.scheme}://{part.netloc}" for part in parts}))


def _leave(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = POLICY.format(tools=_tools())
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    g.db.commit()
    return response


def _not_here(fault: NotHere) -> tuple[str, int]:
    g.db.rollback()
    return show("message.html", fault.title, words=fault.words), fault.status


def _http_fault(fault: HTTPException) -> tuple[str, int]:
    g.db.rollback()
    words = "Deze pagina bestaat niet in de oefenomgeving. Ga terug naar het begin."
    return show("message.html", "Dat kan hier niet", words=words), fault.code or 500


def init_frame(app: Flask, site: Site) -> None:
    """Open a database session for each request, and close it."""

    @app.before_request
    def _open() -> None:
        g.db = site.sessions()
        if request.endpoint not in ("static", "tool_styles", "healthz"):
            g.here = _here(site)

    @app.teardown_request
    def _close(_: BaseException | None) -> None:
        db: Session | None = g.pop("db", None)
        if db is not None:
            db.close()

    app.after_request(_leave)
    app.register_error_handler(NotHere, _not_here)
    app.register_error_handler(HTTPException, _http_fault)
