"""Checks on the claims of a signed message, before anything of it is used.

The rules are those of OpenID Connect Core 3.1.3.7, LTI 1.3 core 5.3 and LTI Deep Linking 2.0,
plus a maximum age: a token cannot be older than the login that asked for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pylti1p3.exception import LtiException
from pylti1p3.message_validators.deep_link import DeepLinkMessageValidator
from pylti1p3.message_validators.resource_message import ResourceMessageValidator

from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import LONGEST_ID, is_plain, web_address

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINK = "LtiDeepLinkingRequest"
VERSION = "1.3.0"
LEEWAY = 10
LOGIN_LASTS = 300

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the login under way allows the token to say; ``now`` in seconds since 1970."""

    issuer: str
    client_id: str
    deployment_id: str
    now: float


def text(claims: Claims, name: str, longest: int = LONGEST_ID) -> str:
    """A required text; raises ``Refusal`` when it is missing or odd."""
    value = claims.get(name)
    if not is_plain(value, longest):
        raise Refusal("bad_claims")
    return value


def part(claims: Claims, name: str) -> Claims:
    """A claim that holds claims; an empty one when it is missing or of another kind."""
    value = claims.get(name)
    return value if isinstance(value, dict) else {}


def optional(claims: Claims, name: str, longest: int = LONGEST_ID) -> str:
    """A text that may be missing; what is odd counts as missing."""
    value = claims.get(name)
    return value if is_plain(value, longest) else ""


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


def check_times(claims: Claims, now: float) -> None:
    """Raises ``Refusal`` for a token that is over, from the future, or too old."""
    if _number(claims, "exp") < now - LEEWAY:
        raise Refusal("clock")
    issued = _number(claims, "iat")
    if not now - LOGIN_LASTS - LEEWAY <= issued <= now + LEEWAY:
        raise Refusal("clock")
    if "nbf" in claims and _number(claims, "nbf") > now + LEEWAY:
        raise Refusal("clock")


def check_audience(claims: Claims, client_id: str) -> None:
    """Raises ``Refusal`` unless the token was made for this registration alone."""
    given = claims.get("aud")
    audiences = given if isinstance(given, list) else [given]
    if client_id not in audiences or not all(is_plain(entry) for entry in audiences):
        raise Refusal("bad_audience")
    party = claims.get("azp")
    if party != client_id and (party is not None or len(audiences) > 1):
        raise Refusal("bad_audience")


def check_origin(claims: Claims, expected: Expected) -> None:
    """Raises ``Refusal`` for a token of another issuer, tool, deployment or moment."""
    if claims.get("iss") != expected.issuer:
        raise Refusal("bad_issuer")
    check_audience(claims, expected.client_id)
    check_times(claims, expected.now)
    if claims.get(LTI + "deployment_id") != expected.deployment_id:
        raise Refusal("bad_deployment")


def check_message(claims: Claims) -> str:
    """The type of the message; raises ``Refusal`` for all but the two that are known here."""
    kind = claims.get(LTI + "message_type")
    if claims.get(LTI + "version") != VERSION:
        raise Refusal("bad_message")
    try:
        if kind == RESOURCE_LINK:
            _check_resource_link(claims)
            ResourceMessageValidator().validate(claims)
            return RESOURCE_LINK
        if kind == DEEP_LINK:
            _check_deep_link(claims)
            DeepLinkMessageValidator().validate(claims)
            return DEEP_LINK
    except LtiException as fault:
        raise Refusal("bad_message") from fault
    raise Refusal("bad_message")


def _check_resource_link(claims: Claims) -> None:
    # The library takes it for granted that this is an object.
    if not is_plain(part(claims, LTI + "resource_link").get("id")):
        raise Refusal("bad_claims")


def _check_deep_link(claims: Claims) -> None:
    settings = part(claims, DEEP_LINKING + "deep_linking_settings")
    if not web_address(settings.get("deep_link_return_url")):
        raise Refusal("bad_claims")
    types = settings.get("accept_types")
    if not isinstance(types, list) or "ltiResourceLink" not in types:
        raise Refusal("takes_no_links")
