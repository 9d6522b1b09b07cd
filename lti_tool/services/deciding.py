"""What an admin decides about a quarter as a whole: confirm what was proposed, or skip it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, SkippedQuarter
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import find_organisation
from lti_tool.services.planning import find_cycle, forget_skip, note, note_change
from lti_tool.services.side_by_side import Overlap, check_days
from questionnaires.calendar import local_date
from questionnaires.quarters import Quarter

# What goes back to what it was when its quarter is skipped no more.
PLANNED = ("planned", "ready")


def confirm_cycle(session: Session, cycle_id: int, now: datetime) -> None:
    """Turn a draft into a plan, with what stands in it.

    Raises :class:`Faults`, of which an ``Overlap`` when another scan takes its days.
    """
    cycle = find_cycle(session, cycle_id)
    if cycle.state != "draft":
        raise Faults(f"cycle {cycle_id} is {cycle.state}: there is nothing to confirm")
    days = (cycle.opens, cycle.closes)
    check_days(session, cycle.organisation_id, cycle.quarter, days, now)
    cycle.state, cycle.planned_at = "planned", now
    forget_skip(session, cycle.organisation_id, cycle.quarter)
    note_change(session, cycle, now, f"cycle {cycle.id} confirmed for {cycle.quarter}")
    session.commit()


def skip_quarter(session: Session, organisation_id: int, quarter: str, now: datetime) -> None:
    """Decide to have no cycle in a quarter; what was planned there becomes a draft again.

    Raises :class:`Faults` for a quarter whose scan has opened, and for what is no quarter.
    """
    organisation = find_organisation(session, organisation_id)
    _check_quarter(quarter)
    cycle = _cycle_of(session, organisation.id, quarter)
    state = cycle.state if cycle else ""
    if state not in ("", "draft", *PLANNED):
        raise Faults(f"{quarter} has a cycle that is {state}: it cannot be skipped any more")
    was = state if state in PLANNED else _skipped_from(session, organisation.id, quarter)
    if cycle and state in PLANNED:
        cycle.state = "draft"
    forget_skip(session, organisation.id, quarter)
    decision = {"organisation_id": organisation.id, "quarter": quarter, "decided_at": now}
    session.add(SkippedQuarter(**decision, was=was))
    note(session, organisation.id, now, f"{quarter} is skipped")
    session.commit()


def use_quarter(session: Session, organisation_id: int, quarter: str, now: datetime) -> str:
    """Skip a quarter no more; the state of what stands there now, empty when nothing does.

    What was planned is planned again, with its dates, unless its last day is over or another
    scan has taken its days meanwhile: then it stays a draft. Raises :class:`Faults`.
    """
    _check_quarter(quarter)
    organisation = find_organisation(session, organisation_id)
    was = _skipped_from(session, organisation.id, quarter)
    cycle = _cycle_of(session, organisation.id, quarter)
    if cycle and cycle.state == "draft" and was and _fits(session, cycle, now):
        cycle.state = was
    forget_skip(session, organisation.id, quarter)
    note(session, organisation.id, now, f"{quarter} is not skipped any more")
    session.commit()
    return cycle.state if cycle else ""


def _fits(session: Session, cycle: Cycle, now: datetime) -> bool:
    days = (cycle.opens, cycle.closes)
    try:
        check_days(session, cycle.organisation_id, cycle.quarter, days, now)
    except Overlap:
        return False
    return local_date(now) <= cycle.closes


def _cycle_of(session: Session, organisation_id: int, quarter: str) -> Cycle | None:
    mine = (Cycle.organisation_id == organisation_id, Cycle.quarter == quarter)
    asked = select(Cycle).where(*mine).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).first()


def _skipped_from(session: Session, organisation_id: int, quarter: str) -> str:
    mine = (SkippedQuarter.organisation_id == organisation_id, SkippedQuarter.quarter == quarter)
    return session.scalar(select(SkippedQuarter.was).where(*mine)) or ""


def _check_quarter(text: str) -> None:
    try:
        Quarter.parse(text)
    except ValueError as fault:
        raise Faults(str(fault)) from fault
