"""Auditing what was counted, and publishing what passes (DESIGN 6.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import perf_counter

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.logs import log
from lti_tool.models import Cycle, Snapshot
from lti_tool.services.closing import add_candidate
from lti_tool.services.frozen import earlier_of, members_of, setting_of
from lti_tool.services.reports import RESULTS
from lti_tool.vault import Vault
from questionnaires.audit import Audited, audit, withheld
from questionnaires.audit_certificate import Case

LOG = log("lti_tool.publishing")


def audit_cycle(
    session: Session,
    vault: Vault,
    cycle: Cycle,
    now: datetime,
    timer: Callable[[], float] = perf_counter,
) -> bool:
    """Audit the candidate of a closed cycle and write down what may be published of it.

    The audit takes its time, so nothing is locked meanwhile. The caller changes the state
    and commits both together; False when there is nothing to publish any more.
    """
    case = _case(session, vault, cycle, now)
    session.commit()
    audited = _audited(case, timer)
    if not audited.passed:
        # One bit, and no details: what did not pass would tell more (DESIGN 6.6).
        LOG.error("audit_failed", cycle=cycle.id, reason="a defect: less is published")
    return _write(session, cycle.id, audited, now)


def _write(session: Session, cycle_id: int, audited: Audited, now: datetime) -> bool:
    published = {
        "document": audited.snapshot,
        "certificate": audited.certificate,
        "published_at": now,
    }
    waiting = (Snapshot.cycle_id == cycle_id) & (Snapshot.kind == RESULTS)
    written = session.scalars(
        update(Snapshot)
        .where(waiting, Snapshot.published_at.is_(None))
        .values(published)
        .returning(Snapshot.id)
    )
    return written.first() is not None


def _case(session: Session, vault: Vault, cycle: Cycle, now: datetime) -> Case:
    waiting = select(Snapshot.document).where(
        Snapshot.cycle_id == cycle.id, Snapshot.kind == RESULTS
    )
    if session.scalar(waiting) is None:
        # Closed by a version that did not count yet.
        add_candidate(session, vault, cycle, now)
        session.flush()
    document = session.scalars(waiting).one()
    setting = setting_of(session, cycle, document["uptake"] is not None)
    return Case(document, setting, members_of(session, cycle.id), earlier_of(session, cycle))


def _audited(case: Case, timer: Callable[[], float]) -> Audited:
    try:
        return audit(case, timer)
    except ValueError as fault:
        # Figures that contradict the roster cannot be audited, so none are published.
        LOG.error("not_auditable", exception=type(fault).__name__)
        return withheld(case)
