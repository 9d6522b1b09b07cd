"""Bringing every cycle to the state that the calendar asks for (DESIGN 7)."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import LmsApi
from config.logs import log
from lti_tool.models import Cycle, OfferLink, Platform
from lti_tool.services.cycles import (
    archive_cycle,
    close_cycle,
    dates_of,
    open_cycle,
    publish_cycle,
    set_ready,
)
from lti_tool.services.faults import Faults
from lti_tool.services.gate import gate_findings
from lti_tool.services.offers import platform_of_cycle, recheck
from lti_tool.vault import SealBroken, Vault
from questionnaires.quarters import Facts, State, due_transitions

LOG = log("lti_tool.advancing")
LOOK_EVERY = timedelta(hours=6)
LOOK_AT_OPENING = timedelta(minutes=10)
OVER = (State.DRAFT, State.ARCHIVED)
# What a row that is damaged, or whose key is gone, raises; a database that is away is no such.
BROKEN = (SealBroken, ValueError, LookupError)
ApiOf = Callable[[Platform], LmsApi | None]


@dataclass(frozen=True, slots=True)
class Diary:
    """What a round of advancing said: ``done`` are steps, ``missing`` what keeps one back."""

    done: tuple[str, ...]
    missing: tuple[str, ...]


def advance(session: Session, vault: Vault, api_of: ApiOf, now: datetime) -> Diary:
    """Take every cycle through the steps that are due, in order; those that close go first."""
    done: list[str] = []
    missing: list[str] = []
    for cycle_id in _under_way(session):
        cycle = session.get_one(Cycle, cycle_id, populate_existing=True)
        name = f"cycle {cycle_id} ({cycle.quarter})"
        try:
            waits = _waiting_for(session, api_of, cycle, now)
            for step in _steps(session, vault, cycle, not waits, now):
                done.append(f"{name}: {step}")
        except BROKEN as fault:
            missing.append(f"{name} {_stuck(session, cycle_id, fault)}")
            continue
        if waits and now >= dates_of(cycle).opening:
            missing += [f"{name} cannot open: {line}" for line in waits]
    session.rollback()
    return Diary(tuple(done), tuple(missing))


def _stuck(session: Session, cycle_id: int, fault: Exception) -> str:
    """Undo what was begun and say what to do; the others go on, one may be another's."""
    session.rollback()
    last = traceback.extract_tb(fault.__traceback__)[-1]
    kind, where = type(fault).__name__, f"{last.name}:{last.lineno}"
    LOG.error("cycle_stuck", cycle=cycle_id, exception=kind, where=where)
    if isinstance(fault, SealBroken):
        return "cannot go on: something sealed does not open, see `themascan key status`"
    return f"cannot go on ({kind}): look for cycle_stuck in the log, and tell who made the tool"


def _under_way(session: Session) -> list[int]:
    over = [state.value for state in OVER]
    ids = session.scalars(
        select(Cycle.id).where(Cycle.state.not_in(over)).order_by(Cycle.closes, Cycle.id)
    )
    return list(ids)


def _waiting_for(session: Session, api_of: ApiOf, cycle: Cycle, now: datetime) -> list[str]:
    dates = dates_of(cycle)
    if not dates.gate_matters(now):
        return []
    patience = LOOK_AT_OPENING if now >= dates.opening else LOOK_EVERY
    _look_at_courses(session, api_of, cycle.id, now, patience)
    # That may have taken minutes, in which somebody changed the plan.
    session.refresh(cycle)
    return gate_findings(session, cycle, now)


def _look_at_courses(
    session: Session, api_of: ApiOf, cycle_id: int, now: datetime, patience: timedelta
) -> None:
    links = session.scalars(
        select(OfferLink).where(
            OfferLink.cycle_id == cycle_id, OfferLink.checked_at <= now - patience
        )
    ).all()
    if not links:
        return
    try:
        api = api_of(platform_of_cycle(session, cycle_id))
        if api is not None:
            for link in links:
                recheck(session, api, link, now)
    except (Faults, Refused, Unavailable, SealBroken) as fault:
        # What the last look found stands: an LMS that is down for an hour changes no plan.
        LOG.warning("courses_not_looked_at", cycle=cycle_id, error=type(fault).__name__)
        session.rollback()


def _steps(
    session: Session, vault: Vault, cycle: Cycle, gate_passed: bool, now: datetime
) -> Iterator[str]:
    # Publishing audits first, and publishes no more than what passes.
    looked = gate_passed and dates_of(cycle).gate_matters(now)
    facts = Facts(gate_passed=looked, audited=True)
    for state in due_transitions(dates_of(cycle), facts, now):
        if state is State.READY and set_ready(session, cycle.id, True):
            yield "ready"
        elif state is State.PLANNED and set_ready(session, cycle.id, False):
            yield "not ready any more"
        elif state is State.OPEN and open_cycle(session, cycle.id, now):
            yield "opened"
        elif state is State.CLOSED and close_cycle(session, vault, cycle.id, now):
            yield "closed"
        elif state is State.PUBLISHED and publish_cycle(session, vault, cycle.id, now):
            yield "published"
        elif state is State.ARCHIVED and archive_cycle(session, vault, cycle.id, now):
            yield "archived"
