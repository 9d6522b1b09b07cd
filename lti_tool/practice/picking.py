"""Deep linking, the LMS's side: what a teacher picked in the tool becomes links in a course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.practice.claims import DEEP_LINKING, LTI
from lti_tool.practice.lti_tables import Activity, LineItem, Ticket, Tool
from lti_tool.practice.site import Site
from lti_tool.practice.tokens import ServiceError, tool_claims

MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class Picked:
    """What came back: the links that were placed and what the tool wants to say."""

    ticket: Ticket
    tool: Tool
    titles: tuple[str, ...]
    words: str
    claims: Mapping[str, Any]


def place(site: Site, session: Session, ticket_id: str, token: str) -> Picked:
    """Place what a tool's answer holds, once; raises ``ServiceError``. The caller commits."""
    ticket = session.scalars(
        update(Ticket)
        .where(Ticket.id == ticket_id, Ticket.returned_at.is_(None))
        .values(returned_at=site.clock())
        .returning(Ticket)
    ).first()
    if ticket is None or ticket.activity_id is not None or ticket.spent_at is None:
        raise ServiceError(400, "this choice was made before")
    tool = session.get_one(Tool, ticket.tool_id)
    claims = tool_claims(site, tool, token, site.url)
    if claims.get(LTI + "message_type") != "LtiDeepLinkingResponse":
        raise ServiceError(400, "this is no answer to a deep-linking request")
    if claims.get(LTI + "deployment_id") != str(tool.id):
        raise ServiceError(400, "this answer is for another deployment")
    items = claims.get(DEEP_LINKING + "content_items") or []
    titles = tuple(_place_one(session, ticket, tool, item) for item in items[:MOST_LINKS])
    words = str(claims.get(DEEP_LINKING + "msg") or claims.get(DEEP_LINKING + "errormsg") or "")
    return Picked(ticket, tool, titles, words[:200], claims)


def _place_one(session: Session, ticket: Ticket, tool: Tool, item: Mapping[str, Any]) -> str:
    url = str(item.get("url") or tool.launch_url)
    if item.get("type") != "ltiResourceLink":
        raise ServiceError(400, "only links to the tool can be placed here")
    if urlsplit(url)[:2] != urlsplit(tool.launch_url)[:2]:
        raise ServiceError(400, "a link leads to another site than the tool's")
    title = str(item.get("title") or tool.name)[:200]
    custom = item.get("custom")
    activity = Activity(
        course_id=ticket.course_id,
        tool_id=tool.id,
        title=title,
        url=url,
        custom={str(k): str(v) for k, v in custom.items()} if isinstance(custom, dict) else {},
    )
    session.add(activity)
    session.flush()
    _add_column(session, activity, item.get("lineItem"))
    return title


def _add_column(session: Session, activity: Activity, given: Any) -> None:
    # Without a line item there is no grade, as in Moodle.
    if not isinstance(given, dict):
        return
    session.add(
        LineItem(
            course_id=activity.course_id,
            tool_id=activity.tool_id,
            activity_id=activity.id,
            label=str(given.get("label") or activity.title)[:200],
            maximum=float(given.get("scoreMaximum") or 100),
            resource_id=str(given.get("resourceId") or ""),
            tag=str(given.get("tag") or ""),
        )
    )
