"""Access tokens for the services of one LMS: asked for with a signed assertion, and kept.

The grant is that of the 1EdTech Security Framework 1.0, section 4.1. Moodle allows clocks
no leeway, answers with Content-Type text/html, and its errors may be no valid JSON.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import jwt

from adapters.advantage_links import host_of
from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response

MARGIN = timedelta(seconds=60)
SET_BACK = timedelta(seconds=10)
ASSERTION_LIVES = timedelta(minutes=5)
# For an answer that does not say how long its token lives, and the most that is believed.
PRESUMED, MOST = 300, 86400
LONGEST_TOKEN = 8000
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

WRONG_KEY = "the LMS does not find our signature right: give it the address /lti/jwks.json"
CLOCK = "our clock and that of the LMS differ: let both keep time by NTP"
# Part of the LMS's answer in lower case -> code and advice.
FAULTS = (
    ("expired token", "clock", CLOCK),
    ("with iat prior", "clock", CLOCK),
    ("with nbf prior", "clock", CLOCK),
    ('kid" invalid', "wrong_key", WRONG_KEY),
    ("kid must be", "wrong_key", WRONG_KEY),
    ("signature", "wrong_key", WRONG_KEY),
    (
        "invalid_client",
        "unknown_client",
        "the LMS does not know the tool's client id or key: compare with `themascan platform list`",
    ),
)
# The last part of a scope -> what the switch is called in an LMS.
SERVICES = {
    "contextmembership.readonly": "Names and Role Provisioning",
    "lineitem": "Assignment and Grade Services with column management",
    "score": "Assignment and Grade Services",
    "result.readonly": "Assignment and Grade Services",
}
OTHERWISE = "the LMS gives no token: look at the tool's registration there"
KEYS_OUT_OF_REACH = (
    "there is no token address, or the LMS cannot fetch our keys: check the token address; in "
    "Moodle also allow the host and port of THEMASCAN_PUBLIC_URL under Site administration > "
    "Security > HTTP security (cURL blocked hosts list and cURL allowed ports list)"
)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Registration:
    """The tool as one LMS knows it; ``audience`` None means the token address."""

    issuer: str
    client_id: str
    token_url: str
    audience: str | None
    private_key_pem: str = field(repr=False)
    kid: str


class KeysOutOfReach(Unavailable):
    """There is no token address, or the LMS behind it cannot fetch our keys."""


class TokenStore(Protocol):
    """Keeps tokens, sealed, for all processes. A key is 64 hexadecimal digits."""

    def get(self, key: str) -> tuple[str, datetime] | None:
        """The token and when it ends, or None."""

    def put(self, key: str, token: str, expires_at: datetime) -> None:
        """Keep a token in place of the one before."""


def cache_key(registration: Registration, scope: str) -> str:
    """Differs for every issuer, client id, token address and set of scopes."""
    known = [registration.issuer, registration.client_id, registration.token_url]
    named = json.dumps([*known, sorted(scope.split())])
    return hashlib.sha256(named.encode()).hexdigest()


class ServiceTokens:
    """Tokens of one registration; ``clock`` is the real one, in UTC."""

    def __init__(
        self, door: HttpDoor, registration: Registration, store: TokenStore, clock: Clock
    ) -> None:
        self._door, self._registration = door, registration
        self._store, self._clock = store, clock

    def kept(self, scope: str) -> str | None:
        """A token from the store that lives another minute at least."""
        found = self._store.get(cache_key(self._registration, scope))
        if found is None or found[1] - MARGIN <= self._clock():
            return None
        return found[0]

    def fresh(self, scope: str) -> str:
        """A new token, kept for later; raises ``Unavailable`` or ``Refused``."""
        asked = self._clock()
        token, lives, granted = _read(self._ask(scope))
        # What the registration promised counts for nothing: Moodle says more than it gives.
        if granted is not None and not set(scope.split()) <= granted:
            raise _not_offered(scope)
        self._store.put(cache_key(self._registration, scope), token, asked + lives)
        return token

    def _ask(self, scope: str) -> Response:
        url = self._registration.token_url
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": self._assertion(),
            "scope": scope,
        }
        host = host_of(url)
        answer = self._door.request("POST", url, data=form, idempotent=True)
        _check(answer, host, scope)
        return answer

    def _assertion(self) -> str:
        known, now = self._registration, self._clock()
        claims = {
            "iss": known.client_id,
            "sub": known.client_id,
            "aud": known.audience or known.token_url,
            "iat": int((now - SET_BACK).timestamp()),
            "exp": int((now + ASSERTION_LIVES).timestamp()),
            "jti": uuid.uuid4().hex,
        }
        try:
            return jwt.encode(claims, known.private_key_pem, "RS256", headers={"kid": known.kid})
        except (jwt.PyJWTError, ValueError, TypeError):
            words = "the tool's own key cannot sign: run `themascan doctor`"
            raise Refused("own_key", words) from None


def _not_offered(scope: str) -> Refused:
    name = scope.rpartition("/")[2]
    service = f"{SERVICES.get(name, 'this service')} ({name})"
    words = f"the LMS does not give the tool {service}: switch it on in the tool's settings there"
    return Refused("no_scope", words)


def _check(answer: Response, host: str, scope: str) -> None:
    if answer.status < 300:
        return
    if answer.status == 404:
        raise KeysOutOfReach(f"{host} answers 404 instead of a token: {KEYS_OUT_OF_REACH}")
    if answer.status not in (400, 401, 403):
        raise Unavailable(f"{host} answers {answer.status} instead of a token")
    said = answer.text[:4000].lower()
    if "invalid_scope" in said:
        raise _not_offered(scope)
    for part, code, advice in FAULTS:
        if part in said:
            raise Refused(code, advice)
    raise Refused("no_token", OTHERWISE)


def _read(answer: Response) -> tuple[str, timedelta, set[str] | None]:
    """Token, how long it lives, and the scopes that it is for (None: as asked)."""
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        document = None
    token = document.get("access_token") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not _usable(token):
        raise Unavailable(f"{host_of(answer.url)} answers with something else than a token")
    scope = document.get("scope")
    granted = set(scope.split()) if isinstance(scope, str) else None
    return str(token), _lives(document.get("expires_in")), granted


def _usable(token: Any) -> bool:
    # It goes into a header as it is.
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN:
        return False
    return token.isascii() and token.isprintable() and " " not in token


def _lives(expires_in: Any) -> timedelta:
    try:
        seconds = int(expires_in)
    except (TypeError, ValueError, OverflowError):
        seconds = PRESUMED
    return timedelta(seconds=max(0, min(seconds, MOST)))
