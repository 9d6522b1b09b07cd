"""The outbox from its other side: taking what is due, settling it, and what needs a person.

Only this module opens payloads (DESIGN 6.3). A row that is taken stands as `sending`;
when its process dies, the next one that holds the lock of the job gives it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import Delivery
from lti_tool.vault import SealBroken, Vault

MOST = 10_000
# Nothing that somebody does here can change these: the LMS does not grade the person.
END_STATES = frozenset({"not_gradable"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A row in hand. ``attempts`` counts this one too; ``payload`` is what its kind needs."""

    id: int
    attempts: int
    payload: dict[str, Any]

    @property
    def decoy(self) -> bool:
        """Whether it only fills the place of an enrolment that is not to be made."""
        return bool(self.payload.get("decoy"))


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a row: delivered, waiting again, or refused with a reason in words."""

    id: int
    state: str
    not_before: datetime | None = None
    code: str = ""
    reason: str = ""


def due_platforms(session: Session, kind: str, now: datetime) -> list[int]:
    """The platforms for which something of this kind is due, in the order of their ids."""
    rows = session.scalars(
        select(Delivery.platform_id)
        .where(Delivery.state == "waiting", Delivery.kind == kind, Delivery.not_before <= now)
        .distinct()
        .order_by(Delivery.platform_id)
    )
    found = list(rows)
    session.rollback()
    return found


def take(session: Session, vault: Vault, platform_id: int, kind: str, now: datetime) -> list[Taken]:
    """Claim everything of one kind that is due for a platform; commits.

    Rows that another process holds are passed over. A payload that does not open is refused.
    """
    due = (
        select(Delivery.id)
        .where(
            Delivery.platform_id == platform_id,
            Delivery.kind == kind,
            Delivery.state == "waiting",
            Delivery.not_before <= now,
        )
        .order_by(Delivery.not_before, Delivery.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(
        update(Delivery)
        .where(Delivery.id.in_(due))
        .values(state="sending", attempts=Delivery.attempts + 1)
        .returning(Delivery.id, Delivery.attempts, Delivery.payload_sealed)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    taken, broken = [], []
    for row in sorted(rows, key=lambda row: int(row.id)):
        try:
            taken.append(Taken(row.id, row.attempts, vault.open_payload(row.payload_sealed)))
        except SealBroken:
            broken.append(_unreadable(row.id))
    settle(session, vault, broken, now)
    return taken


def _unreadable(delivery_id: int) -> Settled:
    reason = "it was sealed with a key that is gone: put that key back in THEMASCAN_DATA_KEYS"
    return Settled(delivery_id, "refused", code="sealed", reason=reason)


def settle(session: Session, vault: Vault, settled: Sequence[Settled], now: datetime) -> None:
    """Write down what became of rows; commits.

    What is delivered is emptied, at the same length: where enrolments follow from a result,
    the payload would keep it after the person had it erased.
    """
    if not settled:
        return
    over = ("delivered", "refused")
    fields = [
        {
            "id": row.id,
            "state": row.state,
            "code": row.code,
            "reason": row.reason,
            "settled_at": now if row.state in over else None,
        }
        for row in settled
    ]
    session.execute(update(Delivery), fields)
    later = [{"id": row.id, "not_before": row.not_before} for row in settled if row.not_before]
    if later:
        session.execute(update(Delivery), later)
    nothing = vault.seal_payload({})
    spent = [
        {"id": row.id, "payload_sealed": nothing} for row in settled if row.state == "delivered"
    ]
    if spent:
        session.execute(update(Delivery), spent)
    session.commit()


def give_back(session: Session, kinds: Iterable[str]) -> int:
    """Put rows that a dead process held back in line; commits. How many there were.

    Only for whoever holds the lock of delivering, and for kinds that may be sent twice.
    """
    held = session.scalars(
        update(Delivery)
        .where(Delivery.state == "sending", Delivery.kind.in_(list(kinds)))
        .values(state="waiting")
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    return len(held)


def unsettled(session: Session) -> list[dict[str, Any]]:
    """What is not delivered yet, refused first, with reasons and without persons."""
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.state != "delivered")
        .order_by(Delivery.state != "refused", Delivery.not_before, Delivery.id)
    )
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "state": "waiting" if row.state == "sending" else row.state,
            "platform": row.platform_id,
            "cycle": row.cycle_id,
            "attempts": row.attempts,
            "not_before": row.not_before.isoformat(timespec="seconds"),
            "code": row.code,
            "reason": row.reason,
        }
        for row in rows
    ]


def retry(session: Session, ids: Sequence[int], now: datetime) -> int:
    """Put refused deliveries back in line, all or those named; commits. How many.

    What is waiting for a later try is due at once. What the LMS does not grade stays.
    """
    again = update(Delivery).where(
        Delivery.state.in_(("refused", "waiting")),
        Delivery.code != "",
        Delivery.code.not_in(END_STATES),
    )
    if ids:
        again = again.where(Delivery.id.in_(ids))
    found = session.scalars(
        again.values(state="waiting", not_before=now, attempts=0, code="", reason="")
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    return len(found)
