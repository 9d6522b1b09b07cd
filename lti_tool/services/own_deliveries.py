"""The rows of the outbox that are about one person: found by name, and none of them opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from lti_tool.models import CourseContext, Cycle, Delivery, OfferLink, Person, Scan
from lti_tool.services.booking_mails import parcels_of
from lti_tool.services.message_texts import message_names
from lti_tool.services.messages import mail_parcel
from lti_tool.services.outbox import Parcel, parcel_name
from lti_tool.services.writeback import (
    click_parcel,
    decoy_parcel,
    enrol_parcel,
    mark_parcel,
    unclicked,
)
from lti_tool.vault import Vault

A_BATCH = 500
# What has arrived stays as an emptied row; what a job has in hand it must be able to settle.
NOT_OURS_TO_DROP = ("delivered", "sending")


@dataclass(frozen=True, slots=True)
class Sent:
    """Something for the LMS or by mail; ``title`` is the course or the message, or empty."""

    kind: str
    title: str
    state: str
    created_at: datetime
    settled_at: datetime | None


def sent_for(session: Session, vault: Vault, person: Person, now: datetime) -> list[Sent]:
    """What the outbox holds of a person's scans, oldest first; what fills a place is left out."""
    with_scan = Cycle.id.in_(select(Scan.cycle_id).where(Scan.person_id == person.id))
    every = [*_parcels(session, person, with_scan, now), *_mails(session, person, true(), now)]
    named = {
        parcel_name(vault, parcel): (parcel, title)
        for parcel, title in every
        if not parcel.payload.get("decoy")
    }
    found = {
        row.dedup: row
        for names in _batches(named)
        for row in session.scalars(select(Delivery).where(Delivery.dedup.in_(names)))
    }
    rows = [
        Sent(row.kind, named[name][1], row.state, row.created_at, row.settled_at)
        for name, row in found.items()
        # Beside an enrolment that was there already, a click only filled a place.
        if not found.keys() & _before_click(vault, named[name][0])
    ]
    return sorted(rows, key=lambda row: (row.created_at, row.kind, row.title))


def _before_click(vault: Vault, parcel: Parcel) -> set[str]:
    asked = unclicked(parcel)
    return {parcel_name(vault, asked)} if asked else set()


def drop_unsent(session: Session, vault: Vault, person: Person, now: datetime) -> int:
    """Take back whatever has not been sent; how much that was. The caller commits.

    An enrolment that the LMS has already stays there: it is the LMS's by then.
    """
    every = [*_parcels(session, person, true(), now), *_mails(session, person, true(), now)]
    names = {parcel_name(vault, parcel): "" for parcel, _ in every}
    count = 0
    for batch in _batches(names):
        unsent = delete(Delivery).where(
            Delivery.dedup.in_(batch), Delivery.state.not_in(NOT_OURS_TO_DROP)
        )
        gone = session.scalars(
            unsent.returning(Delivery.id).execution_options(synchronize_session=False)
        )
        count += len(gone.all())
    return count


def _parcels(
    session: Session, person: Person, cycles: ColumnElement[bool], now: datetime
) -> Iterator[tuple[Parcel, str]]:
    ours = (Cycle.organisation_id == person.organisation_id) & cycles
    links = select(OfferLink).join(Cycle, Cycle.id == OfferLink.cycle_id).where(ours)
    for link in session.scalars(links):
        for parcel_of in (enrol_parcel, decoy_parcel, click_parcel):
            yield parcel_of(person, link, now), link.course_title
    contexts = session.scalars(
        select(CourseContext.id).where(CourseContext.platform_id == person.platform_id)
    ).all()
    for cycle in session.scalars(select(Cycle.id).where(ours)):
        for context in contexts:
            yield mark_parcel(person, cycle, context, now), ""


def _mails(
    session: Session, person: Person, cycles: ColumnElement[bool], now: datetime
) -> Iterator[tuple[Parcel, str]]:
    ours = (Cycle.organisation_id == person.organisation_id) & cycles
    for cycle in session.scalars(select(Cycle.id).where(ours)):
        for message in message_names():
            yield mail_parcel(message, person.id, cycle, now), message
    yield from parcels_of(session, person, now)


def _batches(named: Mapping[str, object]) -> Iterable[list[str]]:
    names = list(named)
    return (names[start : start + A_BATCH] for start in range(0, len(names), A_BATCH))
