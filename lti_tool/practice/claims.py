"""What the practice LMS says in its signed messages: the claims that Moodle sends; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.practice.lti_tables import Activity, LineItem, Tool
from lti_tool.practice.tables import Account, Course

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
ADMINISTRATOR = (
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
    INSTRUCTOR,
    "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
)
AGS_SCOPES = tuple(
    f"{AGS}scope/{name}" for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")
)
NRPS_SCOPE = f"{NRPS}scope/contextmembership.readonly"
TOKEN_LASTS = 60


@dataclass(frozen=True, slots=True)
class Message:
    """Who opens what, where; ``activity`` is None when a teacher picks content."""

    site_url: str
    account: Account
    teaches: bool
    course: Course
    tool: Tool
    activity: Activity | None
    line_item: LineItem | None
    ticket: str
    framed: bool


def roles(account: Account, teaches: bool) -> list[str]:
    """The roles in a course, as Moodle names them."""
    if account.site_role == "admin":
        return list(ADMINISTRATOR)
    return [INSTRUCTOR if teaches else LEARNER]


def line_items_url(site_url: str, course_id: int, tool_id: int) -> str:
    """Where a tool finds its columns of a course."""
    return f"{site_url}/mod/lti/services.php/{course_id}/lineitems?type_id={tool_id}"


def line_item_url(site_url: str, item: LineItem) -> str:
    """Where one column is."""
    base = f"{site_url}/mod/lti/services.php/{item.course_id}/lineitems"
    return f"{base}/{item.id}/lineitem?type_id={item.tool_id}"


def members_url(site_url: str, course_id: int, tool_id: int) -> str:
    """Where a tool reads who takes part in a course."""
    return (
        f"{site_url}/mod/lti/services.php/CourseSection/{course_id}/bindings/{tool_id}/memberships"
    )


def claims(message: Message, nonce: str, now: int) -> dict[str, Any]:
    """All claims of a launch or a deep-linking request; ``now`` in seconds since 1970."""
    return {
        "nonce": nonce,
        "iat": now,
        "exp": now + TOKEN_LASTS,
        "iss": message.site_url,
        "aud": message.tool.client_id,
        LTI + "deployment_id": str(message.tool.id),
        LTI + "version": "1.3.0",
        LTI + "roles": roles(message.account, message.teaches),
        LTI + "custom": _custom(message),
        **_surroundings(message),
        **_person(message.account),
        **_services(message),
        **(_launch(message) if message.activity else _picking(message)),
    }


def _person(account: Account) -> dict[str, Any]:
    return {
        "sub": str(account.id),
        "given_name": account.given_name,
        "family_name": account.family_name,
        "name": account.name,
        "email": account.email,
        LTI + "ext": {"user_username": account.username, "lms": "moodle-2"},
    }


def _surroundings(message: Message) -> dict[str, Any]:
    return {
        LTI + "lis": {
            "person_sourcedid": message.account.idnumber,
            "course_section_sourcedid": message.course.idnumber,
        },
        LTI + "context": {
            "id": str(message.course.id),
            "label": message.course.shortname,
            "title": message.course.title,
            "type": ["CourseSection"],
        },
        LTI + "tool_platform": {
            "product_family_code": "moodle",
            "version": "oefenomgeving",
            "guid": "themascan-oefenomgeving",
            "name": "Leerplein Voorbeeldstad",
            "description": "Oefenomgeving van Themascan",
        },
    }


def _launch(message: Message) -> dict[str, Any]:
    activity = message.activity
    if activity is None:
        raise ValueError("a launch needs an activity")
    return {
        LTI + "message_type": "LtiResourceLinkRequest",
        LTI + "target_link_uri": activity.url,
        LTI + "resource_link": {
            "id": str(activity.id),
            "title": activity.title,
            "description": "",
        },
        LTI + "launch_presentation": {
            "locale": "nl",
            "document_target": "iframe" if message.framed else "frame",
            "return_url": f"{message.site_url}/mod/lti/return.php?course={message.course.id}",
        },
    }


def _picking(message: Message) -> dict[str, Any]:
    course, tool = message.course.id, message.tool.id
    back = f"{message.site_url}/mod/lti/contentitem_return.php?course={course}&id={tool}"
    return {
        LTI + "message_type": "LtiDeepLinkingRequest",
        LTI + "target_link_uri": message.tool.deep_link_url or message.tool.launch_url,
        LTI + "launch_presentation": {"locale": "nl"},
        DEEP_LINKING + "deep_linking_settings": {
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "accept_copy_advice": False,
            "accept_multiple": True,
            "accept_unsigned": False,
            "auto_create": False,
            "can_confirm": False,
            "deep_link_return_url": f"{back}&sesskey={message.ticket}",
            "title": message.tool.name,
            "text": "",
        },
    }


def _custom(message: Message) -> dict[str, Any]:
    own = message.activity.custom if message.activity else {}
    given: Mapping[str, Any] = {**own, **message.tool.custom}
    known = {
        "$User.id": str(message.account.id),
        "$User.username": message.account.username,
        "$Person.sourcedId": message.account.idnumber,
        "$Person.email.primary": message.account.email,
        "$Context.id": str(message.course.id),
        "$Context.label": message.course.shortname,
        "$CourseSection.sourcedId": message.course.idnumber,
        "$ResourceLink.id": str(message.activity.id) if message.activity else None,
        "$ResourceLink.title": message.activity.title if message.activity else None,
    }
    return {
        **{name: known.get(value, value) for name, value in given.items()},
        "context_memberships_url": members_url(
            message.site_url, message.course.id, message.tool.id
        ),
    }


def _services(message: Message) -> dict[str, Any]:
    site, course, tool = message.site_url, message.course.id, message.tool
    found: dict[str, Any] = {}
    if set(AGS_SCOPES) & set(tool.scopes):
        found[AGS + "claim/endpoint"] = {
            "lineitem": line_item_url(site, message.line_item) if message.line_item else "",
            "lineitems": line_items_url(site, course, tool.id),
            "scope": [scope for scope in AGS_SCOPES if scope in tool.scopes],
        }
    if NRPS_SCOPE in tool.scopes:
        found[NRPS + "claim/namesroleservice"] = {
            "context_memberships_url": members_url(site, course, tool.id),
            "service_versions": ["1.0", "2.0"],
        }
    return found
