"""What an admin decides about a quarter as a whole: confirm what was proposed, or skip it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, SkippedQuarter
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import find_organisation
from lti_tool.services.planning import UNOPENED, find_cycle, forget_skip, note, note_change
from questionnaires.quarters import Quarter


def confirm_cycle(session: Session, cycle_id: int, now: datetime) -> None:
    """Turn a draft into a plan, with what stands in it. Raises :class:`Faults`."""
    cycle = find_cycle(session, cycle_id)
    if cycle.state != "draft":
        raise Faults(f"cycle {cycle_id} is {cycle.state}: there is nothing to confirm")
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
    mine = (Cycle.organisation_id == organisation.id, Cycle.quarter == quarter)
    shelved = update(Cycle).where(*mine, Cycle.state.in_(UNOPENED)).values(state="draft")
    session.execute(shelved)
    state = session.scalar(select(Cycle.state).where(*mine))
    if state not in (None, "draft"):
        session.rollback()
        raise Faults(f"{quarter} has a cycle that is {state}: it cannot be skipped any more")
    forget_skip(session, organisation.id, quarter)
    session.add(SkippedQuarter(organisation_id=organisation.id, quarter=quarter, decided_at=now))
    note(session, organisation.id, now, f"{quarter} is skipped")
    session.commit()


def use_quarter(session: Session, organisation_id: int, quarter: str, now: datetime) -> None:
    """Skip a quarter no more; a draft in it is still a draft. Raises :class:`Faults`."""
    _check_quarter(quarter)
    forget_skip(session, find_organisation(session, organisation_id).id, quarter)
    note(session, organisation_id, now, f"{quarter} is not skipped any more")
    session.commit()


def _check_quarter(text: str) -> None:
    try:
        Quarter.parse(text)
    except ValueError as fault:
        raise Faults(str(fault)) from fault
