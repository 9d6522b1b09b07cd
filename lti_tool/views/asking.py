"""Asking a person of L&D to look along, and what coordinators see of it."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, request
from werkzeug.wrappers import Response

from adapters.lms import LmsApi
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Platform, db
from lti_tool.services import asking
from lti_tool.services.platforms import lms_of
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit


@allow("employee")
def ask() -> str:
    """The same page for everybody, whatever the result, and without one."""
    session, context = db.session(), visit()
    return show(
        "ask.html",
        page_info("ask", _("Vraag iemand mee te kijken")),
        asked=asking.asked_by(session, toolbox().vault, context.person),
        listens=asking.somebody_listens(session, context.organisation.id),
        organisation=context.organisation,
        longest=asking.LONGEST,
    )


@allow("employee")
def send_ask() -> Response:
    """Leave the request, or take it back."""
    session, context = db.session(), visit()
    if request.form.get("go") == "withdraw":
        asking.withdraw(session, context.person)
    elif asking.somebody_listens(session, context.organisation.id):
        words = request.form.get("words", "")
        asking.ask(session, toolbox().vault, context.person, words, desk().now)
    return go("ask")


def _api(platform: Platform) -> LmsApi | None:
    return lms_of(platform, toolbox().vault, toolbox().door)


@allow("coordinator")
def requests() -> str:
    """Who would like to talk and how to reach them, and what they wrote themselves."""
    waiting = asking.waiting(db.session(), toolbox().vault, visit().organisation.id, _api)
    page = page_info("requests", _("Vragen van collega's"), role="coordinator")
    mail = {row.id: f"mailto:{quote(row.email, safe='@')}" for row in waiting if row.email}
    return show("requests.html", page, waiting=waiting, mail=mail)


@allow("coordinator")
def request_done() -> Response:
    """Somebody has seen to it."""
    number = request.form.get("done", "")
    if number.isascii() and number.isdigit():
        asking.done(db.session(), visit().organisation.id, int(number[:9]))
    return go("requests")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/ask", "ask", ask)
    pages.add_url_rule("/ask", "send_ask", send_ask, methods=["POST"])
    pages.add_url_rule("/requests", "requests", requests)
    pages.add_url_rule("/requests", "request_done", request_done, methods=["POST"])
