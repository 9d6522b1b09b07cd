"""Opening a cycle although the gate or the calendar says no: with a reason that is logged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.services.cycles import UNOPENED, dates_of, open_cycle
from lti_tool.services.faults import Faults
from lti_tool.services.gate import gate_findings, obstacles
from lti_tool.services.planning import find_cycle
from questionnaires.calendar import local_date

SHORTEST_REASON = 10
LONGEST_REASON = 1000


def open_anyway(session: Session, cycle_id: int, reason: str, now: datetime) -> list[str]:
    """Open at this moment (DESIGN 7); what the gate missed all the same, in Dutch.

    Raises :class:`Faults` without a real reason, and for what no reason can mend: a pack
    that cannot be read, another cycle that is open, a last day that is over.
    """
    words = _reason(reason)
    cycle = find_cycle(session, cycle_id)
    if cycle.state not in UNOPENED:
        raise Faults(f"cycle {cycle_id} is {cycle.state}: it cannot open any more")
    if now >= dates_of(cycle).closing:
        raise Faults(f"the last day, {cycle.closes}, is over: use `themascan cycle change` first")
    faults = obstacles(session, cycle)
    if faults:
        raise Faults(faults)
    missing = gate_findings(session, cycle, now)
    cycle.opens = min(cycle.opens, local_date(now))
    if not open_cycle(session, cycle_id, now, words):
        raise Faults(f"cycle {cycle_id} has just been opened by another")
    return missing


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON or not words.isprintable():
        raise Faults("reason: write in a sentence why the scan must open now; it is logged")
    return words
