"""Settling the moments of cycles: each is claimed once and handed to who makes it happen.

A handler works in the session at hand and does not commit: claim and work are one
transaction, so that what fails half-way is done anew and what was done is not done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from config.logs import log
from lti_tool.models import Cycle, CycleMoment
from lti_tool.services.cycles import dates_of
from lti_tool.services.faults import Faults
from lti_tool.services.messages import MOMENTS
from lti_tool.services.proposing import propose_next
from lti_tool.toolbox import Toolbox
from lti_tool.vault import SealBroken
from questionnaires.calendar import local_date
from questionnaires.moments import History, Kind, Moment, due_moments
from questionnaires.quarters import State

LOG = log("lti_tool.moments")
# After its end a cycle may still have a moment to settle, when nobody looked for a while.
LOOKED_AFTER = timedelta(days=35)
SAID = {
    Kind.ANNOUNCE: "announced",
    Kind.KIT: "kit to managers",
    Kind.INVITE: "invited",
    Kind.REMIND_1: "reminded",
    Kind.REMIND_2: "reminded for the last time",
    Kind.PROPOSE_NEXT: "next quarter proposed",
    Kind.FEEDBACK: "told what it brought",
    Kind.EVALUATE: "asked to look back",
}

# Works in the session, without a commit; how many messages, or other things, came of it.
Handler = Callable[[Session, Toolbox, Cycle, datetime], int]

# A kind without a handler is left alone: nothing is written down as done that nobody did.
HANDLERS: dict[str, Handler] = {Kind.PROPOSE_NEXT: propose_next, **MOMENTS}


def settle_moments(
    session: Session,
    tools: Toolbox,
    now: datetime,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> list[str]:
    """Settle what has come, cycle by cycle and in order; a line for what came of it.

    Commits. ``handlers`` by kind; whoever tests brings others.
    """
    lines: list[str] = []
    for cycle_id in _with_moments(session, now):
        cycle = session.get_one(Cycle, cycle_id, populate_existing=True)
        try:
            lines += _settle_cycle(session, tools, cycle, now, handlers)
        except (Faults, Refused, Unavailable, SealBroken) as fault:
            # It is tried again in the next round; other cycles go on.
            session.rollback()
            LOG.warning("moment_failed", cycle=cycle_id, error=type(fault).__name__)
    session.rollback()
    return lines


def _with_moments(session: Session, now: datetime) -> list[int]:
    recent = or_(Cycle.state != State.ARCHIVED, Cycle.archived_at >= now - LOOKED_AFTER)
    asked = select(Cycle.id).where(Cycle.state != State.DRAFT, recent)
    return list(session.scalars(asked.order_by(Cycle.closes, Cycle.id)))


def history_of(cycle: Cycle, rows: Mapping[str, CycleMoment]) -> History:
    """What the calendar needs to know of what has been."""
    return History(
        planned=local_date(cycle.planned_at),
        published=local_date(cycle.published_at) if cycle.published_at else None,
        settled={
            kind: local_date(row.done_at) if row.done_at and not row.skipped else None
            for kind, row in rows.items()
        },
    )


def settled_moments(session: Session, cycle_id: int) -> dict[str, CycleMoment]:
    """The moments of a cycle that are settled, by kind; one statement."""
    rows = session.scalars(
        select(CycleMoment)
        .where(CycleMoment.cycle_id == cycle_id)
        .order_by(CycleMoment.due, CycleMoment.id)
    )
    return {row.kind: row for row in rows}


def _settle_cycle(
    session: Session,
    tools: Toolbox,
    cycle: Cycle,
    now: datetime,
    handlers: Mapping[str, Handler],
) -> Iterator[str]:
    # Each may change what comes next: reminders count from the day of the invitation.
    while (moment := _next(session, cycle, now, handlers)) is not None:
        made = _settle(session, tools, cycle, moment, now, handlers)
        if made:
            yield f"cycle {cycle.id} ({cycle.quarter}): {SAID[moment.kind]}: {made}"


def _next(
    session: Session, cycle: Cycle, now: datetime, handlers: Mapping[str, Handler]
) -> Moment | None:
    history = history_of(cycle, settled_moments(session, cycle.id))
    due = due_moments(dates_of(cycle), history, now)
    return next((moment for moment in due if moment.skipped or moment.kind in handlers), None)


def _settle(
    session: Session,
    tools: Toolbox,
    cycle: Cycle,
    moment: Moment,
    now: datetime,
    handlers: Mapping[str, Handler],
) -> int | None:
    row = CycleMoment(
        cycle_id=cycle.id, kind=moment.kind.value, due=moment.day, skipped=moment.skipped
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        # Another process was first.
        session.rollback()
        return None
    row.done_at = now
    row.made = 0 if moment.skipped else handlers[moment.kind](session, tools, cycle, now)
    session.commit()
    return row.made
