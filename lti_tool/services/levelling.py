"""What is linked while a cycle runs reaches those who were done before (DESIGN 6.2).

Under `everyone` all completers have the same enrolments. A course that is linked, or linked
anew, after somebody's submit would otherwise reach the later ones and whoever clicks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select

from lti_tool.models import Cycle, OfferLink, Person, Scan
from lti_tool.services.outbox import Sender, queue, sender_for
from lti_tool.services.scanning import TAKES_SCANS, Desk
from lti_tool.services.writeback import course_links, enrol_parcel, set_for_all

A_BATCH = 500
# A link carries the moment at which its command began, before the LMS was asked.
LINKING_LASTS = timedelta(hours=1)


def level(desk: Desk) -> Iterator[str]:
    """Queue what earlier completers miss; a line per cycle in which there was something.

    Commits after each batch; again and again does no harm.
    """
    cycles = desk.session.scalars(
        select(Cycle)
        .where(Cycle.policy == "everyone", Cycle.state.in_(TAKES_SCANS))
        .order_by(Cycle.id)
    ).all()
    for cycle in cycles:
        links = _linked_late(desk, cycle)
        count = sum(_queue(desk, cycle, link) for link in links)
        if count:
            yield f"cycle {cycle.id} ({cycle.quarter}): {count} enrolments in courses linked later"
    desk.session.rollback()


def _linked_late(desk: Desk, cycle: Cycle) -> list[OfferLink]:
    links = course_links(desk, cycle.id)
    opened = cycle.opened_at
    late = {
        key: link
        for key, link in links.items()
        if opened is None or link.checked_at > opened - LINKING_LASTS
    }
    return set_for_all(desk.shelf.pack(desk.session, cycle), late) if late else []


def _queue(desk: Desk, cycle: Cycle, link: OfferLink) -> int:
    found = desk.session.scalars(
        select(Person)
        .join(Scan, Scan.person_id == Person.id)
        .where(
            Scan.cycle_id == cycle.id,
            Scan.submitted_at <= link.checked_at + LINKING_LASTS,
            Person.erased_at.is_(None),
        )
        .order_by(Scan.submitted_at, Person.id)
    ).all()
    return sum(
        _queue_batch(desk, cycle, link, found[start : start + A_BATCH])
        for start in range(0, len(found), A_BATCH)
    )


def _queue_batch(desk: Desk, cycle: Cycle, link: OfferLink, people: Sequence[Person]) -> int:
    senders: dict[Sender, list[Person]] = defaultdict(list)
    for person in people:
        senders[sender_for(person, cycle.id)].append(person)
    count = 0
    for sender, theirs in senders.items():
        parcels = [enrol_parcel(person, link, desk.now) for person in theirs]
        count += queue(desk.session, desk.vault, sender, parcels, desk.now).new
    desk.session.commit()
    return count
