"""What an LMS says about itself when it registers (LTI Dynamic Registration 1.0, section 3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from lti_tool.addresses import origin
from lti_tool.lti.claims import DEEP_LINK, optional, part
from lti_tool.lti.text import LONGEST_ID, is_plain, web_address

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


class NotRegistered(Exception):
    """A registration that came to nothing; ``detail`` is what the other side said, if it did."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Configuration:
    """An LMS: its addresses, and what it can do; ``scopes`` is empty when it does not say."""

    issuer: str
    auth_login_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    audience: str | None
    family: str
    scopes: frozenset[str]
    picks_content: bool


def fetch_configuration(door: HttpDoor, url: str) -> Configuration:
    """Read the configuration at an address; raises :class:`NotRegistered`."""
    try:
        answer = door.request("GET", url, headers={"Accept": "application/json"}, idempotent=False)
        document = json.loads(answer.body) if answer.status == 200 else None
    except (Unavailable, Refused) as fault:
        raise NotRegistered("lms_out_of_reach", fault.reason) from fault
    except (ValueError, RecursionError) as fault:
        raise NotRegistered("odd_configuration") from fault
    if not isinstance(document, dict):
        raise NotRegistered("odd_configuration")
    return read_configuration(document, url)


def read_configuration(document: Mapping[str, Any], url: str) -> Configuration:
    """The configuration in a document that came from ``url``; raises :class:`NotRegistered`.

    The issuer must live where the document does: nobody registers in another's name. What
    began over HTTPS goes on over HTTPS.
    """
    issuer = document.get("issuer")
    if not is_plain(issuer, LONGEST_ID) or not origin(issuer):
        raise NotRegistered("odd_configuration")
    if origin(issuer) != origin(url):
        raise NotRegistered("other_issuer")
    own = part(document, PLATFORM)
    return Configuration(
        issuer=issuer,
        auth_login_url=_endpoint(document, "authorization_endpoint", url),
        token_url=_endpoint(document, "token_endpoint", url),
        jwks_url=_endpoint(document, "jwks_uri", url),
        registration_url=_endpoint(document, "registration_endpoint", url),
        audience=optional(document, "authorization_server") or None,
        family=optional(own, "product_family_code").lower(),
        scopes=frozenset(_texts(document.get("scopes_supported"))),
        picks_content=_picks_content(own.get("messages_supported")),
    )


def _endpoint(document: Mapping[str, Any], name: str, url: str) -> str:
    found = web_address(document.get(name))
    if not found or (url.startswith("https:") and not origin(found).startswith("https:")):
        raise NotRegistered("odd_configuration", name)
    return found


def _texts(value: object) -> list[str]:
    return [entry for entry in value if is_plain(entry)] if isinstance(value, list) else []


def _picks_content(messages: object) -> bool:
    if not isinstance(messages, list):
        return True
    return any(isinstance(entry, dict) and entry.get("type") == DEEP_LINK for entry in messages)
