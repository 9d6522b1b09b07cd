"""Who is coordinator: the list, somebody looked up, confirmed or taken back.

What was searched for stands in no address and no log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from adapters.advantage import Member
from adapters.lms import LmsApi
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Platform, db
from lti_tool.services import coordinators as service
from lti_tool.services.helpdesk_search import Caller, callers, look_up
from lti_tool.services.platforms import lms_of
from lti_tool.services.roster.doors import doors_of
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave; ``asked`` is False before anybody searched."""

    asked: bool = False
    people: Sequence[Caller] = ()
    teachers: bool = False


def admin_actor() -> str:
    """How the log of changes names the admin of this visit."""
    return f"admin {visit().person.opaque_id}"


def api_of(platform: Platform) -> LmsApi | None:
    """The REST API of an LMS, or None."""
    return lms_of(platform, toolbox().vault, toolbox().door)


@allow("admin")
def people() -> str:
    """The coordinators there are."""
    return _page(Found())


def _page(found: Found, error: str = "") -> str:
    errors = [("who", error)] if error else []
    rows = service.coordinators(db.session(), toolbox().vault, visit().organisation.id, api_of)
    return show(
        "admin_people.html",
        page_info("people", _("Coördinatoren"), role="admin", errors=errors),
        rows=rows,
        found=found,
        already={row.caller.person.id for row in rows},
        myself=any(row.caller.person.id == visit().person.id for row in rows),
        said=request.args.get("said", ""),
    )


@allow("admin")
def find_people() -> str:
    """Search by what was typed, or for who teaches where the scan stands."""
    session, organisation = db.session(), visit().organisation.id
    if request.form.get("go") == "teachers":
        candidates = service.teachers(session, organisation, _members)
        platforms = service.platforms_of(session, organisation)
        named = callers(session, toolbox().vault, candidates, platforms, api_of)
        return _page(Found(True, named, teachers=True))
    text = request.form.get("who", "").strip()
    if not text:
        return _page(Found(), _("Vul een nummer, gebruikersnaam of mailadres in."))
    return _page(Found(True, look_up(session, toolbox().vault, organisation, text, api_of)))


def _members(platform: Platform, url: str) -> Sequence[Member]:
    return doors_of(db.session(), toolbox()).advantage(platform).members(url)


@allow("admin")
def confirm_coordinator() -> Response:
    """Make somebody a coordinator."""
    return _act(service.confirm, "confirmed")


@allow("admin")
def withdraw_coordinator() -> Response:
    """Take it back."""
    return _act(service.take_back, "withdrawn")


def _act(change: Callable[[Session, service.Act], bool], said: str) -> Response:
    who = request.form.get("person", "")
    act = service.Act(visit().organisation.id, who, admin_actor(), desk().now)
    done = change(db.session(), act)
    return go("people", said=said) if done else go("people")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/people", "people", people)
    pages.add_url_rule("/people", "find_people", find_people, methods=["POST"])
    post = ["POST"]
    pages.add_url_rule("/people/confirm", "confirm_coordinator", confirm_coordinator, methods=post)
    pages.add_url_rule(
        "/people/withdraw", "withdraw_coordinator", withdraw_coordinator, methods=post
    )
