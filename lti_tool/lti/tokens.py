"""The signature of an id_token: RS256 only, with a key of the platform."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

import jwt

from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import is_plain

LONGEST = 60_000
NOT_READABLE = (jwt.PyJWTError, ValueError, TypeError, RecursionError, binascii.Error)
SIGNED = jwt.PyJWS(algorithms=["RS256"])


@dataclass(frozen=True, slots=True)
class Unverified:
    """What a token says before anything of it is believed: enough to find the key."""

    kid: str
    deployment_id: object


def _json(raw: bytes) -> dict[str, Any]:
    document = json.loads(raw)
    if not isinstance(document, dict):
        raise Refusal("bad_token")
    return document


def peek(token: str, deployment_claim: str) -> Unverified:
    """Key id and deployment of a token that nobody has checked; raises ``Refusal``."""
    if len(token) > LONGEST:
        raise Refusal("bad_token")
    try:
        header = jwt.get_unverified_header(token)
        middle = token.split(".")[1]
        claims = _json(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except NOT_READABLE as fault:
        raise Refusal("bad_token") from fault
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not is_plain(kid):
        raise Refusal("bad_token")
    return Unverified(kid, claims.get(deployment_claim))


def verified_claims(token: str, key: jwt.PyJWK) -> dict[str, Any]:
    """The claims of a token that this key signed; raises ``Refusal``."""
    try:
        return _json(SIGNED.decode(token, key.key, algorithms=["RS256"]))
    except NOT_READABLE as fault:
        raise Refusal("bad_signature") from fault
