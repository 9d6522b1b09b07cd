"""Whether an LMS gives us tokens: it must know us, fetch our keys, and agree on the time."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from adapters.advantage_grades import LINE_ITEM, SCORE
from adapters.advantage_tokens import CLOCK, KeysOutOfReach, Registration, ServiceTokens
from adapters.errors import Refused, Unavailable
from adapters.http import Response
from adapters.lms import CheckResult
from lti_tool.lti.keys import signing_key
from lti_tool.models import Platform
from lti_tool.services.doctor_address import KEYS
from lti_tool.services.doctor_tools import Practice, StillAway, asked
from lti_tool.vault import SealBroken

# A service that asks for a token without an assertion is refused, by whatever stands there.
UNSIGNED = {"grant_type": "client_credentials"}
# The leeway of our own edge, and what our assertions are set back: see DESIGN 4.
CLOCKS_AGREE = timedelta(seconds=10)
NO_FETCH = (
    "let it reach that address; in Moodle allow its host and port under Site administration > "
    "Security > HTTP security (cURL blocked hosts list and cURL allowed ports list)"
)


@dataclass(frozen=True, slots=True)
class _NoStore:
    """Keeps nothing: a token that was kept would hide what is wrong now."""

    def get(self, _: str) -> None:
        """Nothing."""

    def put(self, key: str, token: str, expires_at: datetime) -> None:
        """Forgotten."""


def check_tokens(practice: Practice, platform: Platform, ours: bool) -> Iterator[CheckResult]:
    """Address, clock, and a token for real; ends at the first thing that is wrong.

    ``ours`` says whether our own address is well: if not, it has been said why the LMS
    cannot fetch our keys.
    """
    for check in (_address(practice, platform), _signed(practice, platform, ours)):
        for result in check:
            yield result
            if not result.ok:
                return


def _address(practice: Practice, platform: Platform) -> Iterator[CheckResult]:
    what, before = f"tokens at {platform.token_url}", practice.clock()
    answer = asked(practice, what, "POST", platform.token_url, data=UNSIGNED)
    if isinstance(answer, CheckResult):
        yield answer
        return
    advice = f"it answers {answer.status}: ask who runs the LMS" if answer.status >= 500 else ""
    if answer.status == 404:
        advice = "nothing is served there: copy the address from the LMS"
    yield CheckResult(not advice, what, advice)
    yield from _clock(answer, before, practice.clock())


def _clock(answer: Response, before: datetime, after: datetime) -> Iterator[CheckResult]:
    """By the Date header (RFC 9110, 6.6.1), in whole seconds; nothing without one."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).astimezone(before.tzinfo)
    except (ValueError, OverflowError):
        return
    host = urlsplit(answer.url).netloc.rpartition("@")[2]
    behind = max(theirs - after, before - theirs)
    if behind <= CLOCKS_AGREE:
        yield CheckResult(True, f"our clock agrees with that of {host}")
        return
    side = "behind" if theirs > after else "ahead of"
    what = f"our clock is {behind.total_seconds():.0f} s {side} that of {host}"
    yield CheckResult(False, what, "let both keep time by NTP")


def _signed(practice: Practice, platform: Platform, ours: bool) -> Iterator[CheckResult]:
    what = "tokens for its gradebook"
    try:
        known = _registration(practice, platform)
        for scope in (LINE_ITEM, SCORE):
            _ask(practice, known, scope)
        yield CheckResult(True, what)
        yield from _anew(practice, known)
    except SealBroken:
        return  # the keys have been looked at before
    except KeysOutOfReach:
        if ours:
            yield _cannot_fetch(practice)
    except StillAway:
        raise
    except (Unavailable, Refused) as fault:
        advice = "let both keep time by NTP" if fault.reason == CLOCK else ""
        what = "our clock and that of the LMS differ" if advice else what
        yield CheckResult(False, what, advice or fault.reason)


def _anew(practice: Practice, known: Registration) -> Iterator[CheckResult]:
    """An LMS keeps our keys. One that it does not know makes it fetch them again."""
    unheard = replace(known, kid=f"doctor-{secrets.token_hex(4)}")
    try:
        _ask(practice, unheard, SCORE)
    except KeysOutOfReach:
        yield _cannot_fetch(practice)
        return
    except (Unavailable, Refused):
        pass  # that it refuses such a key is as it should be
    yield CheckResult(True, f"the LMS fetches {_ours(practice)}")


def _ask(practice: Practice, known: Registration, scope: str) -> None:
    ServiceTokens(practice.door, known, _NoStore(), practice.clock).fresh(scope)


def _cannot_fetch(practice: Practice) -> CheckResult:
    return CheckResult(False, f"the LMS cannot fetch {_ours(practice)}", NO_FETCH)


def _ours(practice: Practice) -> str:
    return f"our keys at {practice.settings.public_url}{KEYS}"


def _registration(practice: Practice, platform: Platform) -> Registration:
    pem, kid = signing_key(practice.session, practice.vault, practice.clock())
    practice.session.rollback()
    return Registration(
        issuer=platform.issuer,
        client_id=platform.client_id,
        token_url=platform.token_url,
        audience=platform.audience,
        private_key_pem=pem,
        kid=kid,
    )
