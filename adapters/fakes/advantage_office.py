"""The token endpoint of a Moodle: no leeway for clocks, and JSON that may be none."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt

from adapters.fakes.advantage_answers import Answer, document

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPES = {
    *(AGS + name for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")),
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
}
PAGE = "text/html; charset=utf-8"
NO_KEYS = b"<!DOCTYPE html><html><body>fix_jwks_alg(): Argument #1 ($jwks) must be of type array,"
NO_KEYS += b" null given</body></html>"
LIVES = timedelta(seconds=3600)
UNCHECKED = {f"verify_{claim}": False for claim in ("exp", "iat", "nbf", "aud", "iss", "jti")}


class Declined(Exception):
    """No token; the text stands in the answer."""


@dataclass
class Office:
    """Gives tokens to one client; ``keys`` fetches its JWKS and may raise ``OSError``.

    ``assertions`` holds the header and claims of each that was signed well.
    """

    client_id: str
    keys: Callable[[], Mapping[str, Any]]
    clock: Callable[[], datetime]
    granted: set[str] = field(default_factory=lambda: set(SCOPES))
    assertions: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    tokens: dict[str, tuple[set[str], datetime]] = field(default_factory=dict)
    _cached: Mapping[str, Any] = field(default_factory=dict)

    def issue(self, form: Mapping[str, str]) -> Answer:
        """The answer to a token request."""
        try:
            self._admit(form.get("client_assertion", ""))
            scopes = [name for name in form.get("scope", "").split() if name in self.granted]
            if not scopes:
                raise Declined("invalid_scope")
        except Declined as refusal:
            # Written by hand there, so that a quote in the text breaks it.
            return Answer(400, f'{{\n  "error" : "{refusal}"\n}}'.encode(), PAGE)
        except OSError:
            return Answer(404, NO_KEYS, PAGE)
        token = secrets.token_hex(16)
        self.tokens[token] = set(scopes), self.clock() + LIVES
        lives = int(LIVES.total_seconds())
        known = {"access_token": token, "token_type": "Bearer", "expires_in": lives}
        return document({**known, "scope": " ".join(scopes)}, "text/html")

    def allows(self, bearer: str, scopes: set[str]) -> bool:
        """Whether the Authorization header holds a token for one of these scopes."""
        has, ends = self.tokens.get(bearer.removeprefix("Bearer "), (set(), self.clock()))
        return bool(has & scopes) and ends > self.clock()

    def _admit(self, assertion: str) -> None:
        try:
            header = jwt.get_unverified_header(assertion)
            client = jwt.decode(assertion, options={"verify_signature": False}).get("iss")
        except jwt.PyJWTError:
            raise Declined("Wrong number of segments") from None
        if client != self.client_id:
            raise Declined("invalid_client")
        if "kid" not in header:
            raise Declined("error/Error: kid must be provided in JWT header.")
        claims = self._verified(assertion, header["kid"])
        self.assertions.append((header, claims))
        now = self.clock().timestamp()
        if claims.get("iat", now) > now:
            raise Declined("Cannot handle token with iat prior to the present")
        if claims.get("exp", 0) <= now:
            raise Declined("Expired token")

    def _verified(self, assertion: str, kid: str) -> dict[str, Any]:
        try:
            return self._decoded(assertion, kid)
        except (KeyError, jwt.PyJWTError):
            self._cached = self.keys()
        try:
            return self._decoded(assertion, kid)
        except KeyError:
            raise Declined('"kid" invalid, unable to lookup correct key') from None
        except jwt.PyJWTError:
            raise Declined("Signature verification failed") from None

    def _decoded(self, assertion: str, kid: str) -> dict[str, Any]:
        known = {key.get("kid"): key for key in self._cached.get("keys", [])}
        key = jwt.PyJWK(known[kid])
        options: Any = UNCHECKED
        claims: dict[str, Any] = jwt.decode(assertion, key, algorithms=["RS256"], options=options)
        return claims
