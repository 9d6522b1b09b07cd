"""A cycle under way: how it stands, and its steps from state to state (DESIGN 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    Cycle,
    Delivery,
    Organisation,
    RosterEntry,
    Scan,
    ThemePackRow,
)
from lti_tool.services.closing import DONE_IN_TIME, add_candidate, outside_roster
from lti_tool.services.cycle_dates import dates_of
from lti_tool.services.evaluating import publish_evaluation
from lti_tool.services.frozen import freeze_roster
from lti_tool.services.gate import gate_findings
from lti_tool.services.minima_frozen import with_minima
from lti_tool.services.planning import find_cycle, list_cycles, note_change, plan_cycle
from lti_tool.services.publishing import audit_cycle
from lti_tool.vault import Vault
from questionnaires.quarters import State

__all__ = [
    "archive_cycle",
    "close_cycle",
    "cycle_status",
    "dates_of",
    "find_cycle",
    "list_cycles",
    "open_cycle",
    "plan_cycle",
    "publish_cycle",
    "set_ready",
]

UNOPENED = (State.DRAFT, State.PLANNED, State.READY)
SHOWN_AS = {"sending": "waiting"}


def cycle_status(session: Session, cycle_id: int, now: datetime) -> dict[str, Any]:
    """The keys of DESIGN 10, with invited = completed + open + excused; eight statements.

    Nobody is invited before the cycle opens. What a job has in hand counts as waiting.
    """
    cycle = find_cycle(session, cycle_id)
    part = _participation(session, cycle_id)
    completed, excused = part.completed or 0, part.excused or 0
    waiting_for = gate_findings(session, cycle, now) if cycle.state in UNOPENED else []
    if cycle.state in UNOPENED and now >= dates_of(cycle).closing:
        waiting_for.insert(0, f"De laatste dag ({cycle.closes}) is voorbij: kies nieuwe data.")
    return {
        "state": cycle.state,
        "opens": cycle.opens.isoformat(),
        "closes": cycle.closes.isoformat(),
        "invited": part.invited,
        "completed": completed,
        "open": part.invited - completed - excused,
        "excused": excused,
        "outside_roster": outside_roster(session, cycle_id),
        "gate": waiting_for,
        "deliveries": _deliveries(session, cycle_id),
    }


def _participation(session: Session, cycle_id: int) -> Row[Any]:
    # Who was excused and took part all the same has taken part.
    kind = case((DONE_IN_TIME, "completed"), (RosterEntry.excused, "excused"), else_="open")
    return session.execute(
        select(
            func.count(RosterEntry.id).label("invited"),
            func.sum(case((kind == "completed", 1), else_=0)).label("completed"),
            func.sum(case((kind == "excused", 1), else_=0)).label("excused"),
        )
        .select_from(RosterEntry)
        .outerjoin(
            Scan,
            (Scan.cycle_id == RosterEntry.cycle_id) & (Scan.person_id == RosterEntry.person_id),
        )
        .where(RosterEntry.cycle_id == cycle_id)
    ).one()


def _deliveries(session: Session, cycle_id: int) -> dict[str, int]:
    counts = dict.fromkeys(("waiting", "delivered", "uncertain", "refused"), 0)
    rows = session.execute(
        select(Delivery.state, func.count(Delivery.id))
        .where(Delivery.cycle_id == cycle_id)
        .group_by(Delivery.state)
    )
    for state, count in rows:
        counts[SHOWN_AS.get(state, state)] += count
    return counts


def set_ready(session: Session, cycle_id: int, ready: bool) -> bool:
    """Between planned and ready, as the gate says; False when another was first."""
    before, after = (State.PLANNED, State.READY) if ready else (State.READY, State.PLANNED)
    done = _step(session, cycle_id, (before,), {"state": after.value})
    session.commit()
    return done


def open_cycle(session: Session, cycle_id: int, now: datetime, reason: str = "") -> bool:
    """Freeze pack, policy, k and roster, and open; False when another was first.

    The roster takes one statement, whatever its size. A ``reason`` is kept and logged: it
    is what somebody wrote who passed over the gate.
    """
    cycle = find_cycle(session, cycle_id)
    organisation = session.get_one(Organisation, cycle.organisation_id)
    frozen = {
        "state": State.OPEN.value,
        "document": _document(session, cycle),
        "policy": organisation.enrolment_policy,
        "k": organisation.k,
        "open_reason": reason,
        "opened_at": now,
    }
    if not _step(session, cycle_id, UNOPENED, frozen):
        session.rollback()
        return False
    freeze_roster(session, cycle)
    note_change(session, cycle, now, f"cycle {cycle_id} opened{reason and ': '}{reason}")
    session.commit()
    return True


def _document(session: Session, cycle: Cycle) -> dict[str, Any]:
    asked = (
        select(ThemePackRow.document, Cycle.minima)
        .join(Cycle, Cycle.theme_pack_id == ThemePackRow.id)
        .where(Cycle.id == cycle.id)
    )
    document, own = session.execute(asked).one()
    return with_minima(document, own)


def close_cycle(session: Session, vault: Vault, cycle_id: int, now: datetime) -> bool:
    """Close the scan and count what may be published, both or neither; False when too late.

    Raises ``SealBroken`` when a scan does not open: nothing has changed then.
    """
    closed = {"state": State.CLOSED.value, "closed_at": now}
    if not _step(session, cycle_id, (State.OPEN,), closed):
        session.rollback()
        return False
    cycle = find_cycle(session, cycle_id)
    add_candidate(session, vault, cycle, now)
    note_change(session, cycle, now, f"cycle {cycle_id} closed")
    session.commit()
    return True


def publish_cycle(session: Session, vault: Vault, cycle_id: int, now: datetime) -> bool:
    """Audit the figures of a closed cycle and publish what passes; False when too late."""
    cycle = session.get_one(Cycle, cycle_id, populate_existing=True)
    published = {"state": State.PUBLISHED.value, "published_at": now}
    waits = cycle.state == State.CLOSED.value
    audited = waits and audit_cycle(session, vault, cycle, now)
    if not (audited and _step(session, cycle_id, (State.CLOSED,), published)):
        session.rollback()
        return False
    note_change(session, cycle, now, f"cycle {cycle_id} published")
    session.commit()
    return True


def archive_cycle(session: Session, vault: Vault, cycle_id: int, now: datetime) -> bool:
    """The end: no scan is taken any more, and the evaluation is published; False when another
    was first."""
    archived = {"state": State.ARCHIVED.value, "archived_at": now}
    if not _step(session, cycle_id, (State.PUBLISHED,), archived):
        session.rollback()
        return False
    cycle = find_cycle(session, cycle_id)
    publish_evaluation(session, vault, cycle, now)
    note_change(session, cycle, now, f"cycle {cycle_id} archived")
    session.commit()
    return True


def _step(
    session: Session, cycle_id: int, before: tuple[State, ...], values: dict[str, Any]
) -> bool:
    states = [state.value for state in before]
    moved = session.scalars(
        update(Cycle)
        .where(Cycle.id == cycle_id, Cycle.state.in_(states))
        .values(values)
        .returning(Cycle.id)
    )
    return moved.first() is not None
