"""The key set of an LMS as it comes over the line: RSA keys for signing, nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import is_plain

KEYS_LAST = timedelta(hours=1)
# An LMS that withdraws a key must not be kept from it for ever by being out of reach.
KEYS_LAST_AT_MOST = timedelta(hours=24)
REFETCH_EVERY = timedelta(minutes=5)
MOST_KEYS = 50
# RFC 7518 section 3.3 asks for 2048 bits; a longer key than 8192 only costs time.
KEY_BITS = range(2048, 8193)


@dataclass(frozen=True, slots=True)
class KeySet:
    """The RSA keys of one address by key id."""

    keys: Mapping[str, jwt.PyJWK]
    fetched_at: datetime
    refetched_at: datetime | None

    def is_fresh(self, now: datetime) -> bool:
        """Whether the keys need no look at the LMS."""
        return now - self.fetched_at < KEYS_LAST

    def is_usable(self, now: datetime) -> bool:
        """Whether the keys may serve while the LMS cannot be asked."""
        return now - self.fetched_at < KEYS_LAST_AT_MOST

    def may_refetch(self, now: datetime) -> bool:
        """Whether an unknown key id may cause another fetch."""
        return self.refetched_at is None or now - self.refetched_at >= REFETCH_EVERY


def fetch_document(door: HttpDoor, url: str) -> dict[str, Any]:
    """What is used of the JWKS document at an address; raises ``Refusal`` without one.

    Asked once: a person waits for the answer.
    """
    accepts = {"Accept": "application/json, application/jwk-set+json"}
    try:
        answer = door.request("GET", url, headers=accepts, idempotent=False)
        document = json.loads(answer.body) if answer.status == 200 else None
    except (Unavailable, Refused, ValueError, RecursionError) as fault:
        raise Refusal("keys_out_of_reach") from fault
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise Refusal("keys_out_of_reach")
    entries = filter(None, map(_public_part, document["keys"][:MOST_KEYS]))
    return {"keys": list(entries)}


def _public_part(entry: object) -> dict[str, str] | None:
    # Whatever else stands in an entry (private parts, certificates) is of no use here.
    if not isinstance(entry, dict) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
        return None
    kid, modulus, exponent = entry.get("kid"), entry.get("n"), entry.get("e")
    if not (is_plain(kid) and is_plain(modulus, 2000) and is_plain(exponent, 20)):
        return None
    return {"kty": "RSA", "kid": kid, "n": modulus, "e": exponent}


def read_keys(document: Mapping[str, Any]) -> dict[str, jwt.PyJWK]:
    """The keys of a document of :func:`fetch_document`; unusable ones are passed over."""
    found = {}
    for entry in document["keys"]:
        try:
            key = jwt.PyJWK(entry, algorithm="RS256")
        except (jwt.PyJWTError, ValueError, OverflowError):
            continue
        if isinstance(key.key, RSAPublicKey) and key.key.key_size in KEY_BITS:
            found[entry["kid"]] = key
    return found
