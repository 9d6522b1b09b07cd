"""In which group of the LMS a session lives: one of the tool's own, or one that L&D made there."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from adapters.errors import Refused, Unavailable
from adapters.lms import Group
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import WorkshopSession, db
from lti_tool.services.mirror_standing import groups_of, standing_of
from lti_tool.services.mirror_switch import choose_group
from lti_tool.toolbox import toolbox
from lti_tool.views.booking import office
from lti_tool.views.desk_words import actor, lms_words
from lti_tool.views.frame import desk, go, page_info, show
from lti_tool.views.session_forms import own_session

OURS = "own"


def _settled(row: WorkshopSession) -> bool:
    """Whether nothing can be chosen: it is over, cancelled, or leads to no course."""
    standing = standing_of(db.session(), row, desk().now)
    over = row.cancelled_at is not None or row.starts_at <= desk().now
    return over or standing is None or not standing.course


@allow("coordinator")
def session_group(number: int) -> Response | str:
    """The groups of the course, as the LMS tells at this moment."""
    row = own_session(number)
    if row is None or _settled(row):
        return go("sessions")
    return _page(row)


def _page(row: WorkshopSession, error: str = "") -> str:
    groups, fault = _asked(row)
    standing = standing_of(db.session(), row, desk().now)
    errors = [("group", error)] if error else []
    page = page_info("session-group", _("Kies de groep"), role="coordinator", errors=errors)
    values = {"row": row, "groups": groups, "fault": fault, "standing": standing, "ours": OURS}
    return show("session_group.html", page, **values)


def _asked(row: WorkshopSession) -> tuple[Sequence[Group], str]:
    tools = toolbox()
    try:
        return groups_of(db.session(), tools.vault, tools.door, row), ""
    except (Refused, Unavailable) as fault:
        return (), lms_words(fault)


@allow("coordinator")
def choose_session_group(number: int) -> Response | str:
    """Let the session live in that group."""
    row = own_session(number)
    if row is None or _settled(row):
        return go("sessions")
    wish = request.form.get("group", "")
    if wish == OURS:
        choose_group(office(), row, None, actor())
        return go("session", number=number)
    groups, fault = _asked(row)
    chosen = next((group for group in groups if group.id == wish), None)
    if chosen is None:
        return _page(row, "" if fault else _("Kies een groep."))
    choose_group(office(), row, chosen, actor())
    return go("session", number=number)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    path = "/sessions/<int:number>/group"
    pages.add_url_rule(path, "session_group", session_group)
    pages.add_url_rule(path, "choose_session_group", choose_session_group, methods=["POST"])
