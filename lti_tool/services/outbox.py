"""Queueing what must reach the LMS: always inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Delivery, Person
from lti_tool.services.inserting import insert_into
from lti_tool.vault import Vault


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something to deliver. ``identity`` names it for good: the same twice is sent once.

    ``topic`` stands open in the outbox, so it may say nothing of a person.
    """

    kind: str
    identity: tuple[object, ...]
    payload: Mapping[str, Any]
    not_before: datetime
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """On whose behalf parcels go, and through which LMS."""

    organisation_id: int
    platform_id: int
    cycle_id: int | None


def sender_for(person: Person, cycle_id: int) -> Sender:
    """On whose behalf a person's parcels go; those of a test account are in no cycle's counts."""
    counted = None if person.rehearsal else cycle_id
    return Sender(person.organisation_id, person.platform_id, counted)


@dataclass(frozen=True, slots=True)
class Queued:
    """How many parcels were new; ``known`` were queued before and stay as they are."""

    new: int
    known: int = field(default=0)


def parcel_name(vault: Vault, parcel: Parcel) -> str:
    """The keyed digest under which a parcel stands in the outbox."""
    return vault.fingerprint(parcel.kind, *parcel.identity)


def queue(
    session: Session, vault: Vault, sender: Sender, parcels: Iterable[Parcel], now: datetime
) -> Queued:
    """Add parcels that are not in the outbox yet; two statements, whatever their number.

    What somebody else adds at the same moment counts as known.
    """
    named = {parcel_name(vault, parcel): parcel for parcel in parcels}
    known = set(session.scalars(select(Delivery.dedup).where(Delivery.dedup.in_(named))))
    rows = [
        {
            "organisation_id": sender.organisation_id,
            "platform_id": sender.platform_id,
            "cycle_id": sender.cycle_id,
            "kind": parcel.kind,
            "topic": parcel.topic,
            "dedup": name,
            "payload_sealed": vault.seal_payload(parcel.payload),
            "not_before": parcel.not_before,
            "created_at": now,
        }
        for name, parcel in named.items()
        if name not in known
    ]
    new = _add(session, rows) if rows else 0
    return Queued(new=new, known=len(named) - new)


def _add(session: Session, rows: list[dict[str, Any]]) -> int:
    adding = insert_into(session, Delivery).on_conflict_do_nothing(index_elements=["dedup"])
    return len(session.execute(adding.returning(Delivery.id), rows).all())


def states(session: Session, vault: Vault, parcels: Mapping[str, Parcel]) -> dict[str, str]:
    """The outbox state per key of ``parcels``; what was never queued is left out."""
    names = {parcel_name(vault, parcel): key for key, parcel in parcels.items()}
    found = session.execute(select(Delivery.dedup, Delivery.state).where(Delivery.dedup.in_(names)))
    return {names[name]: state for name, state in found}
