"""The REST API of an LMS: its account's rights, and the courses that offers lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import CheckResult, LmsApi
from lti_tool.models import Cycle, OfferLink, Person, Platform
from lti_tool.services.doctor_tools import Practice, StillAway
from lti_tool.services.offers import CHANGEABLE
from lti_tool.vault import SealBroken

# So many accounts that must exist are shown to the adapter, to tell "none" from "not allowed".
KNOWN_PEOPLE = 20
HIDDEN = "the course is hidden: make it visible in the LMS"


def check_api(practice: Practice, platform: Platform) -> Iterator[CheckResult]:
    """Connection and rights; the courses too, when those are well."""
    people = _people(practice.session, platform)
    links = _links(practice.session, platform)
    # No transaction stays open while an LMS is asked.
    practice.session.rollback()
    try:
        api = practice.api_of(platform)
        if api is None:
            again = f"use `themascan platform api {platform.id}`"
            yield CheckResult(False, "no REST API, so no enrolments", again)
            return
        results = api.check(people)
        yield from results
        if all(result.ok for result in results):
            yield from _courses(api, links)
    except StillAway:
        raise
    except Refused as fault:
        yield CheckResult(False, platform.api_url, fault.reason)
    except Unavailable as fault:
        what = f"{platform.api_url} ({fault.reason})"
        yield CheckResult(False, what, "see that it is well, or see that this machine reaches it")
    except SealBroken:
        return  # the keys have been looked at before


def _courses(api: LmsApi, links: Sequence[OfferLink]) -> Iterator[CheckResult]:
    """One line for all the courses in which the same is wrong."""
    if not links:
        yield CheckResult(True, "no offer leads to a course yet: rights there are not looked at")
    faults: dict[str, list[OfferLink]] = {}
    for ref in dict.fromkeys(link.course_ref for link in links):
        advice = _course(api, ref)
        faults.setdefault(advice, []).extend(link for link in links if link.course_ref == ref)
    for advice, those in faults.items():
        offers = ", ".join(f"{link.offer_id} of cycle {link.cycle_id}" for link in those)
        courses = ", ".join(dict.fromkeys(link.course_ref for link in those))
        good = f"people can be enrolled in course {courses}"
        yield CheckResult(not advice, f"{offers} (course {courses})" if advice else good, advice)


def _course(api: LmsApi, ref: str) -> str:
    """What to do about a course; empty when people can be enrolled in it."""
    try:
        course = api.course(ref)
        check = api.can_enrol(course.id)
    except Refused as refusal:
        return refusal.reason
    if not course.visible:
        return HIDDEN
    return "" if check.ok else check.advice


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
