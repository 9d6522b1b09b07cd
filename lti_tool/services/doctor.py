"""Looks at a whole installation and says, in words, what is wrong and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from adapters.lms import CheckResult, LmsApi
from config.settings import Settings
from lti_tool import migrating
from lti_tool.models import Person, Platform, SigningKey
from lti_tool.vault import SealBroken, Vault

ApiOf = Callable[[Platform], LmsApi | None]


@dataclass(frozen=True, slots=True)
class Practice:
    """What the doctor looks with."""

    session: Session
    settings: Settings
    vault: Vault
    door: HttpDoor
    api_of: ApiOf


def examine(practice: Practice) -> Iterator[CheckResult]:
    """Every check, worst first: without a database the rest is not looked at."""
    yield _public_url(practice.settings)
    database = _database()
    yield database
    if not database.ok:
        return
    yield _data_keys(practice)
    yield _signing_keys(practice)
    platforms = list(practice.session.scalars(select(Platform).order_by(Platform.id)))
    practice.session.expunge_all()
    # No transaction stays open while an LMS is asked.
    practice.session.rollback()
    if not platforms:
        yield CheckResult(False, "no LMS is registered", "use `themascan platform add`")
    for platform in platforms:
        yield _key_set(practice, platform)
        yield _token_address(practice, platform)
        yield from _api(practice, platform)


def _public_url(settings: Settings) -> CheckResult:
    advice = "browsers refuse our cookies without TLS: use an https address"
    return CheckResult(settings.secure, f"address {settings.public_url}", advice)


def _database() -> CheckResult:
    try:
        current, newest = migrating.current(), migrating.newest()
    except SQLAlchemyError as fault:
        reason = " ".join(str(fault.__cause__ or fault).split())
        advice = "check THEMASCAN_DATABASE_URL, and that the folder or server is there"
        return CheckResult(False, f"database cannot be opened ({reason})", advice)
    what = f"database at version {current or 'none'} of {newest}"
    return CheckResult(current == newest, what, "run `themascan db upgrade`")


def _data_keys(practice: Practice) -> CheckResult:
    what = "keys open what is stored"
    asked = select(Person.wrapped_key).where(Person.wrapped_key.is_not(None)).limit(1)
    oldest = practice.session.scalar(asked.order_by(Person.id))
    youngest = practice.session.scalar(asked.order_by(Person.id.desc()))
    tokens = practice.session.scalars(
        select(Platform.api_token_sealed).where(Platform.api_token_sealed.is_not(None))
    )
    try:
        for wrapped in filter(None, (oldest, youngest)):
            practice.vault.rewrap(wrapped)
        for token in filter(None, tokens):
            practice.vault.open_text(token)
    except SealBroken:
        advice = "put the key that was used before back in THEMASCAN_DATA_KEYS, after the newest"
        return CheckResult(False, what, advice)
    return CheckResult(True, what, "")


def _signing_keys(practice: Practice) -> CheckResult:
    key = practice.session.scalar(select(SigningKey.id).where(SigningKey.retired_at.is_(None)))
    advice = "start `themascan serve` once: it makes them"
    return CheckResult(key is not None, "signing keys for the LMS", advice)


def _key_set(practice: Practice, platform: Platform) -> CheckResult:
    what = f"platform {platform.id}: keys at {platform.jwks_url}"
    try:
        answer = practice.door.request("GET", platform.jwks_url)
        good = answer.status == 200 and bool(json.loads(answer.body)["keys"])
    except (Unavailable, Refused) as fault:
        return CheckResult(False, f"{what} ({fault.reason})", _reach(platform.jwks_url))
    except (ValueError, KeyError, TypeError):
        good = False
    return CheckResult(good, what, "no key set is served there: copy the address from the LMS")


def _token_address(practice: Practice, platform: Platform) -> CheckResult:
    what = f"platform {platform.id}: tokens at {platform.token_url}"
    try:
        answer = practice.door.request("GET", platform.token_url)
    except (Unavailable, Refused) as fault:
        return CheckResult(False, f"{what} ({fault.reason})", _reach(platform.token_url))
    # Asked without an assertion it may refuse in any way, as long as it is there.
    return CheckResult(answer.status < 500, what, f"it answers {answer.status}: ask the LMS's host")


def _reach(url: str) -> str:
    return (
        f"see that this machine reaches {url}; if it is private, use THEMASCAN_ALLOW_PRIVATE_HOSTS"
    )


def _api(practice: Practice, platform: Platform) -> Iterator[CheckResult]:
    if not platform.api_adapter:
        what = f"platform {platform.id}: no REST API, so no enrolments"
        yield CheckResult(False, what, f"use `themascan platform api {platform.id}`")
        return
    try:
        api = practice.api_of(platform)
        results = api.check() if api else []
    except (Unavailable, Refused) as fault:
        what = f"platform {platform.id}: {platform.api_url} ({fault.reason})"
        yield CheckResult(False, what, _reach(platform.api_url))
        return
    except SealBroken:
        what = f"platform {platform.id}: its token does not open"
        yield CheckResult(False, what, f"give it again: `themascan platform api {platform.id}`")
        return
    for result in results:
        yield CheckResult(result.ok, f"platform {platform.id}: {result.what}", result.advice)
