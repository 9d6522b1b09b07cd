"""What the tool asks of an LMS in which it is registered, and what the LMS answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response
from lti_tool.i18n import _
from lti_tool.lti.claims import DEEP_LINK, RESOURCE_LINK, part
from lti_tool.lti.openid_configuration import Configuration, NotRegistered
from lti_tool.lti.text import is_plain

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
# No name and no mail address: the tool needs neither from a launch (DESIGN 2).
CLAIMS = ("iss", "sub")
DONE = (200, 201)
LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Registered:
    """What the LMS gave out; ``deployment_id`` is empty where it makes those later (Canvas)."""

    client_id: str
    deployment_id: str


def request_document(site: str, contact: str, platform: Configuration) -> dict[str, Any]:
    """The registration request for a tool that people reach at ``site``."""
    wanted = [scope for scope in SCOPES if not platform.scopes or scope in platform.scopes]
    document = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{site}/lti/login",
        "redirect_uris": [f"{site}/lti/launch"],
        "client_name": "Themascan",
        "jwks_uri": f"{site}/lti/jwks.json",
        "logo_uri": f"{site}/static/icon.svg",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(wanted),
        TOOL: _tool(site, platform),
    }
    return {**document, "contacts": [contact]} if contact else document


def _tool(site: str, platform: Configuration) -> dict[str, Any]:
    target = f"{site}/lti/launch"
    picking = {
        "type": DEEP_LINK,
        "target_link_uri": target,
        "label": _("Scan of aanbod plaatsen"),
        "placements": ["ContentArea"],
    }
    return {
        "domain": urlsplit(site).netloc,
        "target_link_uri": target,
        "description": _("Scan digitale vaardigheden, met leeraanbod dat daarbij past"),
        "claims": list(CLAIMS),
        "messages": [{"type": RESOURCE_LINK}, *([picking] if platform.picks_content else [])],
    }


def register_at(
    door: HttpDoor, platform: Configuration, token: str, document: Mapping[str, Any]
) -> Registered:
    """Send the request once; raises :class:`NotRegistered` with what the LMS said."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        answer = door.request(
            "POST", platform.registration_url, headers=headers, data=json.dumps(document).encode()
        )
    except (Unavailable, Refused) as fault:
        raise NotRegistered("lms_out_of_reach", fault.reason) from fault
    if answer.status not in DONE:
        raise NotRegistered("lms_refused", _words(answer))
    return _read(answer)


def _read(answer: Response) -> Registered:
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError) as fault:
        raise NotRegistered("odd_answer") from fault
    if not isinstance(document, dict) or not is_plain(document.get("client_id")):
        raise NotRegistered("odd_answer")
    deployment = part(document, TOOL).get("deployment_id", document.get("deployment_id"))
    named = str(deployment) if isinstance(deployment, str | int) else ""
    if named and not is_plain(named):
        raise NotRegistered("odd_answer")
    return Registered(document["client_id"], named)


def _words(answer: Response) -> str:
    """A short plain answer is worth showing; a page of HTML is not."""
    words = " ".join(answer.text.split())
    try:
        fault = json.loads(answer.body)
    except (ValueError, RecursionError):
        fault = None
    if isinstance(fault, dict):
        words = " ".join(str(fault.get(name, "")) for name in ("error", "error_description"))
    if "<" in words or not words.isprintable():
        return str(answer.status)
    return f"{answer.status} {words[:LONGEST_WORDS]}".strip()
