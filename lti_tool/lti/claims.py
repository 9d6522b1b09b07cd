"""From the claims of a signed message to a :class:`Launch`, or a :class:`Refusal`.

The rules are those of OpenID Connect Core 3.1.3.7 and LTI 1.3 core 5.3, plus a maximum
age: a token cannot be older than the login that asked for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pylti1p3.exception import LtiException
from pylti1p3.message_validators.resource_message import ResourceMessageValidator

from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import LONGEST_ID, LONGEST_URL, is_plain, web_address

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
RESOURCE_LINK = "LtiResourceLinkRequest"
VERSION = "1.3.0"
LEEWAY = 10
LOGIN_LASTS = 300
MOST_ROLES = 100

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the login under way allows the token to say; ``now`` in seconds since 1970."""

    issuer: str
    client_id: str
    deployment_id: str | None
    now: float


@dataclass(frozen=True, slots=True)
class Launch:
    """A validated message, reduced to what is used; optional claims are empty when absent."""

    message_type: str
    deployment_id: str
    sub: str
    target_link_uri: str
    roles: tuple[str, ...]
    context_id: str
    line_items_url: str
    memberships_url: str
    return_url: str
    locale: str
    page: str
    family: str
    email: str
    username: str
    idnumber: str


def _number(claims: Claims, name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refusal("bad_claims")
    if isinstance(value, float) and not math.isfinite(value):
        raise Refusal("bad_claims")
    # Comparing a huge integer with a float is fine; turning it into one is not.
    if not -(2**53) < value < 2**53:
        raise Refusal("bad_claims")
    return float(value)


def _text(claims: Claims, name: str, longest: int = LONGEST_ID) -> str:
    value = claims.get(name)
    if not is_plain(value, longest):
        raise Refusal("bad_claims")
    return value


def check_times(claims: Claims, now: float) -> None:
    """Raises :class:`Refusal` for a token that is over, from the future, or too old."""
    if _number(claims, "exp") < now - LEEWAY:
        raise Refusal("clock")
    issued = _number(claims, "iat")
    if not now - LOGIN_LASTS - LEEWAY <= issued <= now + LEEWAY:
        raise Refusal("clock")
    if "nbf" in claims and _number(claims, "nbf") > now + LEEWAY:
        raise Refusal("clock")


def check_audience(claims: Claims, client_id: str) -> None:
    """Raises :class:`Refusal` unless the token was made for this registration alone."""
    given = claims.get("aud")
    audiences = given if isinstance(given, list) else [given]
    if client_id not in audiences or not all(is_plain(entry) for entry in audiences):
        raise Refusal("bad_audience")
    party = claims.get("azp")
    if party != client_id and (party is not None or len(audiences) > 1):
        raise Refusal("bad_audience")


def check_origin(claims: Claims, expected: Expected) -> None:
    """Raises :class:`Refusal` for a token of another issuer, tool, deployment or moment."""
    if claims.get("iss") != expected.issuer:
        raise Refusal("bad_issuer")
    check_audience(claims, expected.client_id)
    check_times(claims, expected.now)
    named = expected.deployment_id
    if named is not None and claims.get(LTI + "deployment_id") != named:
        raise Refusal("bad_deployment")


def check_message(claims: Claims) -> None:
    """Raises :class:`Refusal` for anything but a resource link launch of LTI 1.3.0."""
    if claims.get(LTI + "message_type") != RESOURCE_LINK or claims.get(LTI + "version") != VERSION:
        raise Refusal("bad_message")
    link = claims.get(LTI + "resource_link")
    if not isinstance(link, dict) or not is_plain(link.get("id")):
        raise Refusal("bad_claims")
    try:
        ResourceMessageValidator().validate(claims)
    except LtiException as fault:
        raise Refusal("bad_message") from fault


def _roles(claims: Claims) -> tuple[str, ...]:
    roles = claims.get(LTI + "roles")
    if not isinstance(roles, list) or len(roles) > MOST_ROLES:
        raise Refusal("bad_claims")
    if not all(isinstance(role, str) for role in roles):
        raise Refusal("bad_claims")
    return tuple(roles)


def _part(claims: Claims, name: str) -> Mapping[str, Any]:
    value = claims.get(name)
    return value if isinstance(value, dict) else {}


def _optional(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name)
    return value if is_plain(value) else ""


def read_launch(claims: Claims) -> Launch:
    """The launch that checked claims describe; raises :class:`Refusal` for required ones."""
    presentation = _part(claims, LTI + "launch_presentation")
    locale = _optional(presentation, "locale") or _optional(claims, "locale")
    return Launch(
        message_type=RESOURCE_LINK,
        deployment_id=_text(claims, LTI + "deployment_id"),
        sub=_text(claims, "sub"),
        target_link_uri=_text(claims, LTI + "target_link_uri", LONGEST_URL),
        roles=_roles(claims),
        context_id=_optional(_part(claims, LTI + "context"), "id"),
        line_items_url=web_address(_part(claims, AGS).get("lineitems")),
        memberships_url=web_address(_part(claims, NRPS).get("context_memberships_url")),
        return_url=web_address(presentation.get("return_url")),
        locale="en" if locale.lower().startswith("en") else "nl",
        page=_optional(_part(claims, LTI + "custom"), "page"),
        family=_optional(_part(claims, LTI + "tool_platform"), "product_family_code").lower(),
        email=_optional(claims, "email").lower(),
        username=_optional(_part(claims, LTI + "ext"), "user_username").lower(),
        idnumber=_optional(_part(claims, LTI + "lis"), "person_sourcedid"),
    )
