"""Tying an offer of a cycle's theme to a course of the LMS, after looking at the course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from adapters.errors import Refused
from adapters.lms import Course, LmsApi
from lti_tool.models import Cycle, OfferLink, Platform, ThemePackRow
from lti_tool.services.faults import Faults
from questionnaires.packs import pack_from_document

LINKABLE = ("microlearning", "workshop", "masterclass")
CHANGEABLE = ("draft", "planned", "ready", "open")


@dataclass(frozen=True, slots=True)
class Wish:
    """An offer and the course it should lead to: the LMS's course id or `idnumber:...`."""

    cycle_id: int
    offer_id: str
    course_ref: str


@dataclass(frozen=True, slots=True)
class Linked:
    """The link that was made, and why it cannot be used yet (empty when it can)."""

    course_id: str
    title: str
    fault: str


def platform_of_cycle(session: Session, cycle_id: int) -> Platform:
    """The LMS in which the courses of a cycle stand; raises :class:`Faults`."""
    cycle = session.get(Cycle, cycle_id)
    if cycle is None:
        raise Faults(f"there is no cycle {cycle_id}: see `themascan cycle list`")
    platforms = session.scalars(
        select(Platform)
        .where(Platform.organisation_id == cycle.organisation_id, Platform.api_adapter != "")
        .order_by(Platform.id)
    ).all()
    if not platforms:
        raise Faults("no LMS of this organisation can be asked: use `themascan platform api`")
    return platforms[0]


def theme_of_cycle(session: Session, cycle_id: int) -> tuple[str, dict[str, Any]]:
    """The state of a cycle and the document of its theme; raises :class:`Faults`."""
    row = session.execute(
        select(Cycle.state, ThemePackRow.document)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.id == cycle_id)
    ).first()
    if row is None:
        raise Faults(f"there is no cycle {cycle_id}: see `themascan cycle list`")
    return row.state, row.document


def check_offer(session: Session, wish: Wish) -> None:
    """Raise :class:`Faults` unless the cycle's theme has this offer and it can be linked."""
    state, document = theme_of_cycle(session, wish.cycle_id)
    if state not in CHANGEABLE:
        raise Faults(f"cycle {wish.cycle_id} is {state}: its offers do not change any more")
    offers = {offer.id: offer.kind for offer in pack_from_document(document).offers}
    choices = ", ".join(key for key, kind in offers.items() if kind in LINKABLE)
    if offers.get(wish.offer_id) not in LINKABLE:
        raise Faults(f"{wish.offer_id} cannot lead to a course: choose from {choices}")


def link_offer(session: Session, api: LmsApi, wish: Wish, now: datetime) -> Linked:
    """Look the course up and store the link; adapter errors pass through.

    A course that is hidden, or in which the account cannot enrol, is linked with its fault,
    and keeps the cycle shut.
    """
    check_offer(session, wish)
    session.rollback()
    course = api.course(wish.course_ref)
    fault = course_fault(api, course)
    link = session.scalars(
        select(OfferLink).where(
            OfferLink.cycle_id == wish.cycle_id, OfferLink.offer_id == wish.offer_id
        )
    ).first() or OfferLink(cycle_id=wish.cycle_id, offer_id=wish.offer_id)
    link.course_ref = wish.course_ref
    for name, value in _seen(course, fault, now).items():
        setattr(link, name, value)
    session.add(link)
    session.commit()
    return Linked(course.id, course.title, fault)


def recheck(session: Session, api: LmsApi, link: OfferLink, now: datetime) -> None:
    """Look again at the course of a link; ``Unavailable`` passes through, nothing changed.

    The course is found as it was given, so that a copy that took over its idnumber is
    followed. No transaction is open while the LMS is asked. What it refuses becomes the fault.
    """
    if _is_there(session, link):
        _store(session, link, _look(api, link, now))


def follow(session: Session, api: LmsApi, link: OfferLink, now: datetime) -> bool:
    """The same for a course that people learn in: whether it is another course than before.

    Whether people can be enrolled is asked only where something is amiss: some LMSs have to be
    asked by trying. ``checked_at`` stays unless the course is another: by it those are found
    who miss the new one.
    """
    if not _is_there(session, link):
        return False
    try:
        course = api.course(link.course_ref)
        fine = link.healthy and course.visible and course.id == link.course_id
        seen = _seen(course, "" if fine else course_fault(api, course), now)
    except Refused as refusal:
        seen = _gone(refusal, now)
    moved = str(seen.get("course_id", link.course_id)) != link.course_id
    if not moved:
        del seen["checked_at"]
    if any(getattr(link, name) != value for name, value in seen.items()):
        _store(session, link, seen)
    return moved


def _is_there(session: Session, link: OfferLink) -> bool:
    """Read the link as it is now, and end the transaction; False when somebody loosened it."""
    try:
        session.refresh(link)
    except InvalidRequestError:
        session.rollback()
        return False
    # Not a rollback: that forgets what was read, and reading it again begins the next one.
    session.commit()
    return True


def _look(api: LmsApi, link: OfferLink, now: datetime) -> dict[str, Any]:
    try:
        course = api.course(link.course_ref)
        return _seen(course, course_fault(api, course), now)
    except Refused as refusal:
        return _gone(refusal, now)


def _gone(refusal: Refused, now: datetime) -> dict[str, Any]:
    return {"healthy": False, "fault": refusal.reason, "checked_at": now}


def _store(session: Session, link: OfferLink, seen: dict[str, Any]) -> None:
    session.execute(update(OfferLink).where(OfferLink.id == link.id).values(seen))
    session.commit()


def _seen(course: Course, fault: str, now: datetime) -> dict[str, Any]:
    return {
        "course_id": course.id,
        "course_title": course.title,
        "course_url": course.url,
        "healthy": not fault,
        "fault": fault,
        "checked_at": now,
    }


def course_fault(api: LmsApi, course: Course) -> str:
    """Why nobody can be enrolled in a course; empty when somebody can."""
    if not course.visible:
        return f"course {course.id} ({course.title}) is hidden: make it visible in the LMS"
    check = api.can_enrol(course.id)
    return "" if check.ok else f"{check.what}: {check.advice}"
