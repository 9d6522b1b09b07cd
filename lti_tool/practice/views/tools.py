"""The administrator's page: registered tools, registering one, switching it on."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, g, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from lti_tool.practice.lti_tables import Tool
from lti_tool.practice.registration import start_address
from lti_tool.practice.store import whole
from lti_tool.practice.views.frame import NotHere, here, show, to

pages = Blueprint("tools", __name__, url_prefix="/tools")


def _only_admins() -> None:
    if here().me.site_role != "admin":
        raise NotHere("Alleen voor de beheerder", "Kies eerst de beheerder.", 403)


def _list(frame: str = "") -> str:
    asked = select(Tool).where(Tool.town_id == here().town.id).order_by(Tool.id)
    return show("tools.html", "Hulpmiddelen", rows=list(here().db.scalars(asked)), frame=frame)


@pages.get("")
def all_tools() -> str:
    """Hulpmiddelen."""
    _only_admins()
    return _list()


@pages.post("/register")
def register() -> str:
    """Open a tool's registration address in a frame, as Moodle does."""
    _only_admins()
    at, url = here(), request.form.get("url", "").strip()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotHere("Dit is geen adres", "Plak het hele adres, met http:// ervoor.", 400)
    g.framed = url
    return _list(start_address(at.site, url, at.town.id))


@pages.post("/activate")
def activate() -> Response:
    """Switch a tool on that has registered itself."""
    _only_admins()
    tool = here().db.get(Tool, whole(request.form.get("tool")))
    if tool is None:
        raise NotHere("Dit hulpmiddel is er niet", "Ga terug naar de lijst.")
    tool.active = True
    return to("tools.all_tools")
