"""Writing down that something is being sent now which must never be sent twice (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Delivery
from lti_tool.services.deliveries import Taken

# Built once: it is asked for each mail.
BEGIN = (
    update(Delivery)
    .where(
        Delivery.id.in_(bindparam("rows", expanding=True)),
        Delivery.state == "sending",
        Delivery.attempts == bindparam("tries"),
        Delivery.begun_at.is_(None),
    )
    .values(begun_at=bindparam("moment"))
    .returning(Delivery.id)
    .execution_options(synchronize_session=False)
)


def begin(session: Session, row: Taken, moment: datetime) -> bool:
    """Write down that a row which must never be sent twice is being sent now; commits.

    False when it is not ours any more: another process has given it back and taken it.
    """
    return bool(begin_all(session, [row], moment))


def begin_all(session: Session, rows: Sequence[Taken], moment: datetime) -> set[int]:
    """The same for rows that go in one call: the ids of those that are ours still."""
    begun: set[int] = set()
    for tries in {row.attempts for row in rows}:
        ids = [row.id for row in rows if row.attempts == tries]
        begun |= set(session.scalars(BEGIN, {"rows": ids, "tries": tries, "moment": moment}))
    session.commit()
    return begun


def begun(session: Session, ids: Sequence[int]) -> set[int]:
    """Which of these rows were written down as being sent and have not been settled since."""
    asked = select(Delivery.id).where(Delivery.id.in_(ids), Delivery.begun_at.is_not(None))
    return set(session.scalars(asked)) if ids else set()
