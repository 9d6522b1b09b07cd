"""The part of the doctor that looks at an LMS: its addresses, its API, the linked courses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response
from adapters.lms import CheckResult, LmsApi
from config.settings import Settings
from lti_tool.models import Cycle, OfferLink, Person, Platform
from lti_tool.services.offers import CHANGEABLE, course_fault
from lti_tool.vault import SealBroken, Vault

ApiOf = Callable[[Platform], LmsApi | None]
# So many accounts that must exist are shown to the adapter, to tell "none" from "not allowed".
KNOWN_PEOPLE = 20
# A service that asks for a token without an assertion is refused, by whatever stands there.
UNSIGNED = b"grant_type=client_credentials"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Practice:
    """What the doctor looks with."""

    session: Session
    settings: Settings
    vault: Vault
    door: HttpDoor
    api_of: ApiOf


def examine_platform(practice: Practice, platform: Platform) -> Iterator[CheckResult]:
    """Every check of one LMS; each result begins with which it is."""
    name = f"platform {platform.id}: "
    yield _key_set(practice, f"{name}keys at {platform.jwks_url}", platform.jwks_url)
    yield _token_address(practice, f"{name}tokens at {platform.token_url}", platform.token_url)
    for result in _api(practice, platform):
        yield CheckResult(result.ok, name + result.what, result.advice)


def _key_set(practice: Practice, what: str, url: str) -> CheckResult:
    answer = _asked(practice, what, "GET", url)
    if isinstance(answer, CheckResult):
        return answer
    try:
        good = answer.status == 200 and bool(json.loads(answer.body)["keys"])
    except (ValueError, KeyError, TypeError):
        good = False
    return CheckResult(good, what, "no key set is served there: copy the address from the LMS")


def _token_address(practice: Practice, what: str, url: str) -> CheckResult:
    answer = _asked(practice, what, "POST", url)
    if isinstance(answer, CheckResult):
        return answer
    if answer.status == 404:
        return CheckResult(False, what, "nothing is served there: copy the address from the LMS")
    advice = f"it answers {answer.status}: ask who runs the LMS"
    return CheckResult(answer.status < 500, what, advice)


def _asked(practice: Practice, what: str, method: str, url: str) -> Response | CheckResult:
    data = UNSIGNED if method == "POST" else None
    try:
        return practice.door.request(method, url, data=data, headers=FORM if data else None)
    except Refused as fault:
        return CheckResult(False, what, fault.reason)
    except Unavailable as fault:
        return CheckResult(False, f"{what} ({fault.reason})", "see that this machine reaches it")


def _api(practice: Practice, platform: Platform) -> Iterator[CheckResult]:
    again = f"use `themascan platform api {platform.id}`"
    people = _people(practice.session, platform)
    links = _links(practice.session, platform)
    # No transaction stays open while an LMS is asked.
    practice.session.rollback()
    try:
        api = practice.api_of(platform)
        if api is None:
            yield CheckResult(False, "no REST API, so no enrolments", again)
            return
        yield from api.check(people)
        for link in links:
            yield _course(api, link)
    except Refused as fault:
        yield CheckResult(False, platform.api_url, fault.reason)
    except Unavailable as fault:
        what = f"{platform.api_url} ({fault.reason})"
        yield CheckResult(False, what, "see that this machine reaches it")
    except SealBroken:
        yield CheckResult(False, "its token does not open", f"give it again: {again}")


def _course(api: LmsApi, link: OfferLink) -> CheckResult:
    what = f"{link.offer_id} of cycle {link.cycle_id} leads to course {link.course_ref}"
    try:
        fault = course_fault(api, api.course(link.course_ref))
    except Refused as refusal:
        fault = refusal.reason
    return CheckResult(not fault, what, fault)


def _people(session: Session, platform: Platform) -> Sequence[str]:
    known = select(Person.lms_user_id).where(
        Person.platform_id == platform.id,
        Person.lms_user_id.is_not(None),
        Person.erased_at.is_(None),
    )
    # Whoever has launched surely has an account.
    newest = known.order_by(Person.lti_sub.is_(None), Person.id.desc()).limit(KNOWN_PEOPLE)
    return [key for key in session.scalars(newest) if key is not None]


def _links(session: Session, platform: Platform) -> Sequence[OfferLink]:
    first = (
        select(Platform.id)
        .where(Platform.organisation_id == platform.organisation_id, Platform.api_adapter != "")
        .order_by(Platform.id)
        .limit(1)
    )
    if session.scalar(first) != platform.id:
        return []
    asked = select(OfferLink).join(Cycle, Cycle.id == OfferLink.cycle_id)
    mine = asked.where(
        Cycle.organisation_id == platform.organisation_id, Cycle.state.in_(CHANGEABLE)
    )
    links = session.scalars(mine.order_by(OfferLink.id)).all()
    session.expunge_all()
    return links
