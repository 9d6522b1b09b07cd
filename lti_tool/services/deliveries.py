"""The outbox from its other side: taking what is due and settling it.

Only this module opens payloads (DESIGN 6.3). A row that is taken stands as `sending`;
when its process dies, the next one that holds the lock of the job gives it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Delivery
from lti_tool.vault import SealBroken, Vault

MOST = 10_000
# What becomes of a row besides a state: it goes, or another process has it by now.
DROPPED, ELSEWHERE = "dropped", "elsewhere"
CRASHED = "the process ended while it was sending: it may have arrived, or not"


@dataclass(frozen=True, slots=True)
class Taken:
    """A row in hand. ``attempts`` counts this one too; ``payload`` is what its kind needs.

    ``code`` is that of the last try, empty when there was none or nothing is known of it.
    """

    id: int
    attempts: int
    payload: dict[str, Any]
    code: str = ""

    @property
    def decoy(self) -> bool:
        """Whether it only fills the place of an enrolment that is not to be made."""
        return bool(self.payload.get("decoy"))

    def in_a_row(self, code: str) -> Taken:
        """The same with ``attempts`` counting only those that ended with this code, up to now.

        What may go wrong so many times must not be used up by an LMS that was out of reach.
        """
        return self if self.code == code else replace(self, attempts=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a row: delivered, waiting again, or refused with a reason in words.

    ``uncertain`` is what may have arrived and must not be sent twice; ``dropped`` what nobody
    needs any more. ``attempts`` is None where the count goes on.
    """

    id: int
    state: str
    not_before: datetime | None = None
    code: str = ""
    reason: str = ""
    attempts: int | None = None

    @property
    def later(self) -> dict[str, Any]:
        """When it is tried again and from where is counted, as far as that changes."""
        values = {"not_before": self.not_before, "attempts": self.attempts}
        return {name: value for name, value in values.items() if value is not None}


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


def take(
    session: Session,
    vault: Vault,
    platform_id: int,
    kind: str,
    now: datetime,
    most: int = MOST,
) -> list[Taken]:
    """Claim what is due of one kind for a platform, the first ``most`` of it; commits.

    Rows that another process holds are passed over. A payload that does not open is refused.
    """
    # Written as a subquery, PostgreSQL may ask it again for each row, and so take more than
    # ``most``; a common table expression is asked once.
    due = (
        select(Delivery.id)
        .where(
            Delivery.platform_id == platform_id,
            Delivery.kind == kind,
            Delivery.state == "waiting",
            Delivery.not_before <= now,
        )
        .order_by(Delivery.not_before, Delivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    rows = session.execute(
        update(Delivery)
        .where(Delivery.id.in_(select(due.c.id)))
        .values(state="sending", attempts=Delivery.attempts + 1)
        .returning(Delivery.id, Delivery.attempts, Delivery.code, Delivery.payload_sealed)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    taken, broken = [], []
    for row in sorted(rows, key=lambda row: int(row.id)):
        try:
            payload = vault.open_payload(row.payload_sealed)
            taken.append(Taken(row.id, row.attempts, payload, row.code))
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
    gone = [row.id for row in settled if row.state == DROPPED]
    if gone:
        session.execute(delete(Delivery).where(Delivery.id.in_(gone)))
    settled = [row for row in settled if row.state not in (DROPPED, ELSEWHERE)]
    if settled:
        _write_down(session, vault, settled, now)
    session.commit()


def _write_down(session: Session, vault: Vault, settled: Sequence[Settled], now: datetime) -> None:
    alike: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in settled:
        alike[row.state, row.code, row.reason].append(row.id)
    for (state, code, reason), ids in alike.items():
        fields: dict[str, Any] = {"state": state, "code": code, "reason": reason, "begun_at": None}
        fields["settled_at"] = now if state in ("delivered", "refused") else None
        if state == "delivered":
            fields["payload_sealed"] = vault.seal_payload({})
        _change(session, ids, fields)
    later = [{"id": row.id, **row.later} for row in settled if row.later]
    if later:
        session.execute(update(Delivery), later)


def _change(session: Session, ids: Sequence[int], fields: dict[str, Any]) -> None:
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids))
        .values(fields)
        .execution_options(synchronize_session=False)
    )


def give_back(session: Session, kinds: Iterable[str]) -> int:
    """Put rows that a dead process held back in line; commits. How many there were.

    Only for whoever holds the lock of delivering. What had begun is uncertain from then on.
    """
    held = (Delivery.state == "sending") & Delivery.kind.in_(list(kinds))
    unclear = {"state": "uncertain", "code": "crashed", "reason": CRASHED, "begun_at": None}
    count = 0
    for which, values in (
        (Delivery.begun_at.is_not(None), unclear),
        (Delivery.begun_at.is_(None), {"state": "waiting"}),
    ):
        rows = session.scalars(
            update(Delivery)
            .where(held, which)
            .values(values)
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        )
        count += len(rows.all())
    session.commit()
    return count
