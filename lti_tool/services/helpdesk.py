"""Somebody calls the helpdesk, and what stands in their way: never an outcome.

The card knows whether somebody opened the tool, was invited, began and was done, and whether
something did not arrive that everybody gets. It says nothing of clicks, of courses chosen, of
places at workshops or of a nudge: those may follow from a result (DESIGN 6, 8). Nothing is
unsealed for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Change,
    CourseContext,
    Cycle,
    Delivery,
    OfferLink,
    Person,
    Platform,
    RosterEntry,
    Scan,
    Visit,
)
from lti_tool.services.helpdesk_search import Ask, Caller, callers
from lti_tool.services.messages import mail_parcel
from lti_tool.services.outbox import Parcel, parcel_name
from lti_tool.services.sheets import Desk
from lti_tool.services.stuck import END_STATES
from lti_tool.services.writeback import enrol_parcel, mark_parcel, set_for_all

TAKES_SCANS = ("open", "closed", "published")
# Messages that everybody gets who is invited, or who was done, whatever the result.
FOR_ALL = ("announce", "invite", "remind_1", "remind_2", "thanks", "feedback", "evaluate")


@dataclass(frozen=True, slots=True)
class Round:
    """How it stands in the running quarter, or the last one that takes scans."""

    quarter: str
    invited: bool
    excused: bool
    started_on: datetime | None
    done_on: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something for everybody that did not arrive at this person."""

    kind: str
    topic: str
    code: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the helpdesk may know; ``seen_on`` is None when nothing is known of a visit."""

    caller: Caller
    launched: bool
    has_account: bool
    seen_on: datetime | None
    round: Round | None
    troubles: Sequence[Trouble]


def open_card(
    desk: Desk, organisation_id: int, opaque_id: str, ask: Ask, actor: str
) -> Card | None:
    """The card of one person, with a line in the log that names the asker and nobody else."""
    session = desk.session
    person = session.scalar(
        select(Person).where(
            Person.organisation_id == organisation_id,
            Person.opaque_id == opaque_id,
            Person.erased_at.is_(None),
        )
    )
    if person is None:
        return None
    cycle, found = _running(session, person) or (None, None)
    troubles = _troubles(desk, person, cycle) if cycle else []
    seen = _seen(session, person, found)
    what = "a card of the helpdesk was opened"
    session.add(Change(organisation_id=organisation_id, at=desk.now, actor=actor, what=what))
    platforms = session.scalars(select(Platform).where(Platform.id == person.platform_id)).all()
    session.commit()
    [caller] = callers(session, desk.vault, [person], platforms, ask)
    has_account = person.lms_user_id is not None
    return Card(caller, person.lti_sub is not None, has_account, seen, found, troubles)


def _seen(session: Session, person: Person, found: Round | None) -> datetime | None:
    # Visits are forgotten after a day; the scan still knows when it was begun and done.
    last = session.scalar(select(func.max(Visit.last_seen_at)).where(Visit.person_id == person.id))
    known = (last, found.started_on, found.done_on) if found else (last,)
    return max((moment for moment in known if moment), default=None)


def _running(session: Session, person: Person) -> tuple[Cycle, Round] | None:
    row = session.execute(
        select(Cycle, RosterEntry.id, RosterEntry.excused, Scan.started_at, Scan.submitted_at)
        .outerjoin(Scan, (Scan.cycle_id == Cycle.id) & (Scan.person_id == person.id))
        .outerjoin(
            RosterEntry,
            (RosterEntry.cycle_id == Cycle.id) & (RosterEntry.person_id == person.id),
        )
        .where(Cycle.organisation_id == person.organisation_id, Cycle.state.in_(TAKES_SCANS))
        .order_by(case((Cycle.state == "open", 0), else_=1), Cycle.opens.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    cycle, entry, excused, started, done = row
    return cycle, Round(cycle.quarter, entry is not None, bool(excused), started, done)


def _troubles(desk: Desk, person: Person, cycle: Cycle) -> list[Trouble]:
    named = {parcel_name(desk.vault, parcel) for parcel in _for_all(desk, person, cycle)}
    rows = desk.session.scalars(
        select(Delivery)
        .where(
            Delivery.dedup.in_(named),
            Delivery.state != "delivered",
            Delivery.code != "",
            Delivery.code.not_in(END_STATES),
        )
        .order_by(Delivery.kind, Delivery.topic, Delivery.id)
    )
    found = (Trouble(row.kind, row.topic, row.code) for row in rows)
    return list(dict.fromkeys(found))


def _for_all(desk: Desk, person: Person, cycle: Cycle) -> Iterator[Parcel]:
    """What does not depend on a result, nor on a click that may follow from one."""
    contexts = select(CourseContext.id).where(CourseContext.platform_id == person.platform_id)
    for context in desk.session.scalars(contexts.order_by(CourseContext.id)):
        yield mark_parcel(person, cycle.id, context, desk.now)
    for message in FOR_ALL:
        yield mail_parcel(message, person.id, cycle.id, desk.now)
    if cycle.policy == "everyone":
        found = desk.session.scalars(select(OfferLink).where(OfferLink.cycle_id == cycle.id))
        links = {link.offer_id: link for link in found}
        for link in set_for_all(desk.shelf.pack(desk.session, cycle, desk.language), links):
            yield enrol_parcel(person, link, desk.now)
