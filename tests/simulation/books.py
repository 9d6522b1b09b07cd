"""What is left of a quarter when it is over, to be laid beside another run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Delivery, Person, RosterEntry, Scan, Snapshot


@dataclass(frozen=True)
class Book:
    """A quarter of one organisation when it was over; people are their accounts.

    ``deliveries`` counts by kind and state, what is uncertain counted with what arrived, which
    it may have done; ``uncertain`` says how much that was.
    """

    state: dict[str, Any]
    roster: frozenset[tuple[str, str | None, bool, str | None]]
    scans: frozenset[tuple[str, str | None, bool, bool, bool]]
    snapshots: dict[str, Any]
    deliveries: dict[tuple[str, str], int]
    uncertain: int


def book_of(session: Session, cycle: Cycle) -> Book:
    """Everything that a quarter leaves, moments left out."""
    counts: Counter[tuple[str, str]] = Counter()
    uncertain = 0
    rows = session.execute(
        select(Delivery.kind, Delivery.topic, Delivery.state).where(Delivery.cycle_id == cycle.id)
    )
    for kind, topic, state in rows:
        uncertain += state == "uncertain"
        counts[topic or kind, "delivered" if state == "uncertain" else state] += 1
    columns = ("quarter", "state", "opens", "closes", "policy", "k")
    return Book(
        state={name: getattr(cycle, name) for name in columns},
        roster=_roster(session, cycle.id),
        scans=_scans(session, cycle.id),
        snapshots=_snapshots(session, cycle.id),
        deliveries=dict(counts),
        uncertain=uncertain,
    )


def _roster(session: Session, cycle: int) -> frozenset[tuple[str, str | None, bool, str | None]]:
    entry = RosterEntry
    rows = session.execute(
        select(Person.lms_user_id, entry.function_group, entry.excused, entry.counted_as)
        .join(entry, entry.person_id == Person.id)
        .where(entry.cycle_id == cycle)
    )
    return frozenset(tuple(row) for row in rows)


def _scans(session: Session, cycle: int) -> frozenset[tuple[str, str | None, bool, bool, bool]]:
    done = Scan.submitted_at.is_not(None)
    rows = session.execute(
        select(Person.lms_user_id, Scan.function_group, Scan.late, Scan.outside_roster, done)
        .join(Scan, Scan.person_id == Person.id)
        .where(Scan.cycle_id == cycle)
    )
    return frozenset(tuple(row) for row in rows)


def _snapshots(session: Session, cycle: int) -> dict[str, Any]:
    rows = session.scalars(select(Snapshot).where(Snapshot.cycle_id == cycle))
    return {row.kind: _without_moments(row.document) for row in rows}


def _without_moments(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "roster"}
