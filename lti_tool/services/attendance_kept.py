"""Who was at a session counts as done, also when the list of the session is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Booking, Completion, Cycle, WorkshopSession
from lti_tool.services.completions import ATTENDANCE, Key, attended, keep, local_day
from lti_tool.services.scanning import TAKES_SCANS


def keep_attendance(session: Session) -> int:
    """Write down who was there, of cycles that take scans; how many were new. Caller commits.

    The lists go 30 days after a session; that somebody was there stays, as with a course.
    """
    open_ = Cycle.state.in_(TAKES_SCANS)
    cycles = session.scalars(select(Cycle.id).where(open_).order_by(Cycle.id)).all()
    here = WorkshopSession.cycle_id.in_(cycles)
    there: dict[Key, dict[int, date]] = defaultdict(dict)
    # The first time counts: the last in this order.
    for cycle, offer, person, starts in session.execute(attended(here)):
        there[cycle, offer][person] = local_day(starts)
    _drop_mistakes(session, cycles, there)
    return sum(keep(session, [key], people, ATTENDANCE) for key, people in there.items())


def _drop_mistakes(
    session: Session, cycles: Sequence[int], there: Mapping[Key, Mapping[int, date]]
) -> None:
    """Ticked off by mistake, and mended since: as long as the list is there, it is right."""
    absent = session.execute(
        select(WorkshopSession.cycle_id, WorkshopSession.offer_id, Booking.person_id)
        .join(Booking, Booking.session_id == WorkshopSession.id)
        .where(WorkshopSession.cycle_id.in_(cycles), Booking.attended.is_(False))
    )
    wrong = {row for row in absent if row[2] not in there.get((row[0], row[1]), {})}
    kept = select(Completion).where(
        Completion.cycle_id.in_(cycles), Completion.source == ATTENDANCE
    )
    for row in session.scalars(kept):
        if (row.cycle_id, row.offer_id, row.person_id) in wrong:
            session.delete(row)
