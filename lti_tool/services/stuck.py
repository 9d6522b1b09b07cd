"""What the outbox has not delivered, and putting it back in line: nothing is opened for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Delivery

# Somebody of L&D wrote down why it is not tried any more.
GIVEN_UP = "given_up"
# Nothing that somebody does here can change these: the LMS does not grade the person.
END_STATES = frozenset({"not_gradable", GIVEN_UP})


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
            "topic": row.topic,
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

    What is waiting for a later try is due at once. What the LMS does not grade stays. What is
    uncertain goes only when it is named: somebody decides that twice is better than never.
    """
    named = [Delivery.id.in_(ids)] if ids else [Delivery.state != "uncertain"]
    return put_back(session, named, now)


def put_back(session: Session, which: Sequence[ColumnElement[bool]], now: datetime) -> int:
    """Put what fits these conditions back in line, as :func:`retry` does; commits. How many.

    By conditions, since an organisation may have more of them than a statement takes ids.
    """
    found = session.scalars(
        update(Delivery)
        .where(
            Delivery.state.in_(("refused", "waiting", "uncertain")),
            Delivery.code != "",
            Delivery.code.not_in(END_STATES),
            *which,
        )
        .values(state="waiting", not_before=now, attempts=0, code="", reason="")
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    return len(found)
