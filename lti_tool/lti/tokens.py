"""The signature of an id_token: RS256 only, with a key of the platform.

The token is taken apart here, once and strictly, instead of by PyJWT's decoder, which looks
at each character in Python and does it again to verify; PyJWT's algorithm checks the
signature. What is checked is exactly what is read afterwards.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.algorithms import RSAAlgorithm

from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import is_plain

LONGEST = 60_000
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
NOT_READABLE = (ValueError, RecursionError, binascii.Error)
RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token that nobody has checked yet; ``claims`` are believed after :meth:`verify` only."""

    kid: str
    claims: dict[str, Any]
    signed: bytes
    signature: bytes

    def verify(self, key: jwt.PyJWK) -> dict[str, Any]:
        """The claims, if this key signed them; raises ``Refusal``."""
        try:
            good = RS256.verify(self.signed, key.key, self.signature)
        except (jwt.PyJWTError, TypeError, ValueError, AttributeError) as fault:
            raise Refusal("bad_signature") from fault
        if not good:
            raise Refusal("bad_signature")
        return self.claims


def _decoded(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def _json(segment: str) -> dict[str, Any]:
    document = json.loads(_decoded(segment))
    if not isinstance(document, dict):
        raise Refusal("bad_token")
    return document


def read_token(token: str) -> SignedToken:
    """Take a compact token apart; raises ``Refusal`` for anything but an RS256 one."""
    if len(token) > LONGEST or not COMPACT.fullmatch(token):
        raise Refusal("bad_token")
    head, body, tail = token.split(".")
    try:
        header, claims, signature = _json(head), _json(body), _decoded(tail)
    except NOT_READABLE as fault:
        raise Refusal("bad_token") from fault
    kid = header.get("kid")
    # "crit" names extensions that a reader must know; none is known here (RFC 7515, 4.1.11).
    if header.get("alg") != "RS256" or "crit" in header or not is_plain(kid):
        raise Refusal("bad_token")
    return SignedToken(kid, claims, f"{head}.{body}".encode(), signature)
