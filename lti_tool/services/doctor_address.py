"""The tool's own public address: whether it leads here, and not somewhere else."""

from __future__ import annotations

import json

from adapters.http import Response
from adapters.lms import CheckResult
from config.settings import Settings
from lti_tool.lti.keys import active_keys
from lti_tool.services.doctor_tools import Practice, asked

KEYS = "/lti/jwks.json"
SETTING = "THEMASCAN_PUBLIC_URL"
NO_TLS = "browsers refuse our cookies without TLS: put a proxy with a certificate in front, and "
NO_TLS += f"write https:// in {SETTING}"
BROKEN = "see that `themascan serve` runs, and that the proxy in front leads to it"
ELSEWHERE = f"something else than this tool answers there: correct {SETTING}, or what the proxy "
ELSEWHERE += "in front leads to"
OTHER_KEYS = "the keys there are not those of this database: correct "
OTHER_KEYS += f"{SETTING}, or THEMASCAN_DATABASE_URL, here or where the tool is served"


def check_tls(settings: Settings) -> CheckResult:
    """Whether browsers reach the tool over TLS."""
    return CheckResult(settings.secure, f"address {settings.public_url}", NO_TLS)


def check_address(practice: Practice) -> CheckResult:
    """Asks for our own keys at our own address, as an LMS does."""
    url = practice.settings.public_url + KEYS
    what = f"our keys at {url}"
    answer = asked(practice, what, "GET", url, advice=BROKEN)
    if isinstance(answer, CheckResult):
        return answer
    advice = _fault(practice, answer)
    return CheckResult(not advice, what, advice)


def _fault(practice: Practice, answer: Response) -> str:
    if 300 <= answer.status < 400:
        there = answer.headers.get("location", "nowhere").partition(KEYS)[0]
        return (
            f"it redirects to {there}: write the address that answers by itself in {SETTING}, "
            "or let the proxy in front pass it on instead (does it think that https is http?)"
        )
    if answer.status >= 500:
        return f"it answers {answer.status}: {BROKEN}"
    served = _key_ids(answer)
    ours = {key.kid for key in active_keys(practice.session)}
    practice.session.rollback()
    if served is None:
        return ELSEWHERE
    return "" if served & ours else OTHER_KEYS


def _key_ids(answer: Response) -> set[str] | None:
    try:
        return {str(key["kid"]) for key in json.loads(answer.body)["keys"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
