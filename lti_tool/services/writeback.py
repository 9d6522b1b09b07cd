"""What a submitted scan puts into the outbox, by the organisation's enrolment policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import SystemRandom

from sqlalchemy import select

from lti_tool.models import CourseContext, OfferLink, Organisation, Person
from lti_tool.services.outbox import Parcel, Sender, queue, sender_for, states
from lti_tool.services.scanning import Desk, Sheet, own_outcome
from lti_tool.services.submitting import seal_result
from questionnaires.advice import advise
from questionnaires.calendar import AMSTERDAM
from questionnaires.model import ThemePack
from questionnaires.quarters import next_working_moment

CHANCE = SystemRandom()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visit comes from: the course whose line item gets the mark, if any."""

    course_context_id: int | None


def course_links(desk: Desk, cycle_id: int) -> dict[str, OfferLink]:
    """The linked offers of a cycle by offer id, always in the same order."""
    rows = desk.session.scalars(
        select(OfferLink).where(OfferLink.cycle_id == cycle_id).order_by(OfferLink.offer_id)
    )
    return {link.offer_id: link for link in rows}


def enrol_parcel(person: Person, link: OfferLink, now: datetime) -> Parcel:
    """The enrolment of one person in the course of one offer, until the day that L&D set.

    Whoever comes after that day is enrolled without an end: the library stays open.
    """
    last = link.ends_on
    ends = {"until": last.isoformat()} if last and last >= now.astimezone(AMSTERDAM).date() else {}
    return Parcel(
        kind="enrol",
        identity=(person.id, link.cycle_id, link.course_id),
        payload={
            "person": person.id,
            "course": link.course_id,
            "user": person.lms_user_id,
            **ends,
        },
        not_before=now,
    )


def decoy_parcel(person: Person, link: OfferLink, now: datetime) -> Parcel:
    """A row like that of an enrolment, for which nothing is written.

    Without it the number of rows after a submit would say how many skills were below the
    minimum: in the database, in the counts of deliveries, in the log of the jobs.
    """
    real = enrol_parcel(person, link, now)
    return as_decoy(replace(real, identity=("decoy", *real.identity)))


def click_parcel(person: Person, link: OfferLink, now: datetime) -> Parcel:
    """The enrolment that a click asks for under `targeted`, apart from that of the submit."""
    real = enrol_parcel(person, link, now)
    return replace(real, identity=("click", *real.identity))


def unclicked(parcel: Parcel) -> Parcel | None:
    """The enrolment of the submit into the course of a click; None of what is no click."""
    first, *others = parcel.identity
    return replace(parcel, identity=tuple(others)) if first == "click" else None


def as_decoy(parcel: Parcel) -> Parcel:
    """The same row, for which nothing is written."""
    return replace(parcel, payload={**parcel.payload, "decoy": True})


def mark_parcel(person: Person, cycle_id: int, context_id: int, now: datetime) -> Parcel:
    """The participation mark, at a random moment of the following working hours."""
    return Parcel(
        kind="mark",
        identity=(person.id, cycle_id, context_id),
        payload={
            "person": person.id,
            "sub": person.lti_sub,
            "cycle": cycle_id,
            "context": context_id,
        },
        not_before=next_working_moment(now, CHANCE),
    )


def set_for_all(pack: ThemePack, links: dict[str, OfferLink]) -> list[OfferLink]:
    """What every completer gets under `everyone`, always in the same order."""
    return [link for key, link in links.items() if pack.offer(key).kind == "microlearning"]


def _targeted(desk: Desk, sheet: Sheet, links: Sequence[OfferLink]) -> list[Parcel]:
    # Only the organisation that switched `targeted` on gets here: DESIGN 6.2.
    offers = {
        offer
        for advice in advise(sheet.pack, own_outcome(desk, sheet))
        for offer in advice.belongs[:1]
    }
    wanted = {link.course_id for link in links if link.offer_id in offers}
    # A theme can be in the library before its scan opens: whoever clicked there is enrolled.
    clicks = {link.course_id: click_parcel(sheet.person, link, desk.now) for link in links}
    wanted -= states(desk.session, desk.vault, clicks).keys()
    return [
        (enrol_parcel if link.course_id in wanted else decoy_parcel)(sheet.person, link, desk.now)
        for link in links
    ]


def _enrolments(desk: Desk, sheet: Sheet, organisation: Organisation) -> list[Parcel]:
    policy = sheet.cycle.policy or organisation.enrolment_policy
    links = set_for_all(sheet.pack, course_links(desk, sheet.cycle.id))
    if policy == "everyone":
        return [enrol_parcel(sheet.person, link, desk.now) for link in links]
    if policy == "targeted":
        return _targeted(desk, sheet, links)
    return []


def submit(desk: Desk, sheet: Sheet, organisation: Organisation, place: Place) -> bool:
    """Grade, seal and queue all deliveries in one transaction; False when done before."""
    if not seal_result(desk, sheet):
        desk.session.rollback()
        return False
    if sheet.scan is not None:
        desk.session.refresh(sheet.scan)
    parcels = _enrolments(desk, sheet, organisation)
    # Nobody's gradebook gets the column of a scan that has yet to open.
    context = _graded_course(desk, place) if sheet.cycle.opened_at else None
    if context is not None and sheet.person.lti_sub is not None:
        parcels.append(mark_parcel(sheet.person, sheet.cycle.id, context, desk.now))
    queue(desk.session, desk.vault, sender_of(sheet), parcels, desk.now)
    desk.session.commit()
    return True


def _graded_course(desk: Desk, place: Place) -> int | None:
    # Where the LMS offers no gradebook to the tool there is no mark, for anybody.
    if place.course_context_id is None:
        return None
    return desk.session.scalar(
        select(CourseContext.id).where(
            CourseContext.id == place.course_context_id, CourseContext.line_items_url != ""
        )
    )


def sender_of(sheet: Sheet) -> Sender:
    """On whose behalf this person's parcels go."""
    return sender_for(sheet.person, sheet.cycle.id)
