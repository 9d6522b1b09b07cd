"""Messages to a tool: the ticket that starts one, and the authorization that signs it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.practice.claims import Message, claims
from lti_tool.practice.lti_tables import Activity, LineItem, Ticket, Tool
from lti_tool.practice.places import teaches
from lti_tool.practice.site import Site
from lti_tool.practice.tables import Account, Course

TICKET_LASTS = timedelta(minutes=5)
PREFIX = "ltilaunch_"


class InvalidRequest(Exception):
    """Something that the LMS answers itself with a 404, as Moodle does; the tool hears nothing."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody opens a link, or (without ``activity_id``) picks content from a tool."""

    account_id: int
    course_id: int
    tool_id: int
    activity_id: int | None
    framed: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that the browser posts to the tool; ``message`` is None when it is an error."""

    url: str
    fields: Mapping[str, str]
    message: Message | None
    claims: Mapping[str, Any]


def login_fields(site: Site, session: Session, wish: Wish) -> tuple[str, dict[str, str]]:
    """Make a ticket; the tool's login address and what goes to it. The caller commits."""
    tool = session.get_one(Tool, wish.tool_id)
    ticket = Ticket(id=secrets.token_urlsafe(18), made_at=site.clock(), **_columns(wish))
    session.add(ticket)
    session.flush()
    activity = session.get(Activity, wish.activity_id) if wish.activity_id else None
    hint = {"cmid": wish.activity_id or 0, "launchid": PREFIX + ticket.id}
    return tool.login_url, {
        "iss": site.url,
        "target_link_uri": activity.url if activity else tool.deep_link_url or tool.launch_url,
        "login_hint": str(wish.account_id),
        "lti_message_hint": json.dumps(hint, separators=(",", ":")),
        "client_id": tool.client_id,
        "lti_deployment_id": str(tool.id),
    }


def _columns(wish: Wish) -> dict[str, Any]:
    return {
        "account_id": wish.account_id,
        "course_id": wish.course_id,
        "tool_id": wish.tool_id,
        "activity_id": wish.activity_id,
        "framed": wish.framed,
    }


def login_address(url: str, fields: Mapping[str, str]) -> str:
    """The tool's login address with its fields in the query, so that no script is needed."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(fields)}"


def authorize(site: Site, session: Session, asked: Mapping[str, str]) -> Posted:
    """The answer to a tool's authentication request; raises :class:`InvalidRequest`.

    What Moodle 4.5 shows itself and what it sends to the tool as an error is kept apart.
    """
    ticket = _ticket(site, session, asked)
    tool = session.get_one(Tool, ticket.tool_id)
    where = asked.get("redirect_uri", "")
    if where not in tool.redirect_urls or not asked.get("nonce"):
        raise InvalidRequest
    if asked.get("scope") != "openid" or asked.get("response_type") != "id_token":
        raise InvalidRequest
    state = {"state": asked.get("state", "")}
    fault = _fault(ticket, tool, asked)
    if fault:
        fields = {**state, "error": fault[0], "error_description": fault[1]}
        return Posted(where, fields, None, {})
    message = _message(site, session, ticket, tool)
    signed = claims(message, asked["nonce"], int(site.clock().timestamp()))
    token = jwt.encode(signed, site.key, "RS256", headers={"kid": site.kid})
    return Posted(where, {"id_token": token, **state}, message, signed)


def _ticket(site: Site, session: Session, asked: Mapping[str, str]) -> Ticket:
    try:
        hint = json.loads(asked.get("lti_message_hint", ""))
        name = str(hint["launchid"]).removeprefix(PREFIX)
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise InvalidRequest from fault
    ticket = session.scalars(
        update(Ticket)
        .where(Ticket.id == name, Ticket.spent_at.is_(None))
        .values(spent_at=site.clock())
        .returning(Ticket)
    ).first()
    if ticket is None or site.clock() - ticket.made_at > TICKET_LASTS:
        raise InvalidRequest
    return ticket


def _fault(ticket: Ticket, tool: Tool, asked: Mapping[str, str]) -> tuple[str, str] | None:
    if asked.get("client_id") != tool.client_id:
        return "unauthorized_client", "Unauthorized client"
    if asked.get("login_hint") != str(ticket.account_id):
        return "access_denied", "Access denied"
    if asked.get("response_mode") != "form_post":
        return "invalid_request", "Invalid response_mode"
    if asked.get("prompt", "none") != "none":
        return "invalid_request", "Invalid prompt"
    return None


def _message(site: Site, session: Session, ticket: Ticket, tool: Tool) -> Message:
    account = session.get_one(Account, ticket.account_id)
    course = session.get_one(Course, ticket.course_id)
    activity = session.get(Activity, ticket.activity_id) if ticket.activity_id else None
    item = select(LineItem).where(LineItem.activity_id == ticket.activity_id).limit(1)
    return Message(
        site_url=site.url,
        account=account,
        teaches=teaches(session, account, course.id),
        course=course,
        tool=tool,
        activity=activity,
        line_item=session.scalars(item).first() if activity else None,
        ticket=ticket.id,
        framed=ticket.framed,
    )
