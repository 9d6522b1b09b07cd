"""What one person finished: for the own pages, the own file, and until its time is over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import Booking, Completion, Cycle, Person, WorkshopSession
from lti_tool.services.completions import ATTENDANCE, SELF, Done, Key, attended, local_day
from lti_tool.services.sheets import Desk


def own_done(session: Session, person_id: int, cycles: Collection[int]) -> dict[Key, Done]:
    """What one person finished, by (cycle, offer); two statements."""
    rows = session.scalars(
        select(Completion).where(
            Completion.person_id == person_id, Completion.cycle_id.in_(sorted(cycles))
        )
    )
    found = {(row.cycle_id, row.offer_id): Done(row.finished_on, row.source) for row in rows}
    mine = (Booking.person_id == person_id) & WorkshopSession.cycle_id.in_(sorted(cycles))
    for cycle, offer, _person, starts in session.execute(attended(mine)):
        if (cycle, offer) not in found or found[cycle, offer].declared:
            found[cycle, offer] = Done(local_day(starts), ATTENDANCE)
    return found


def declare(session: Session, person_id: int, key: Key, today: date) -> None:
    """The person's own "done" for an offer, once; commits."""
    cycle, offer = key
    session.add(
        Completion(
            person_id=person_id, cycle_id=cycle, offer_id=offer, finished_on=today, source=SELF
        )
    )
    try:
        session.commit()
    except IntegrityError:
        # It stands already, said by the person a moment ago or by the LMS.
        session.rollback()


def take_back(session: Session, person_id: int, key: Key) -> None:
    """Not done after all, says the person who said so; commits. Other sources stay."""
    cycle, offer = key
    gone = delete(Completion).where(
        Completion.person_id == person_id,
        Completion.cycle_id == cycle,
        Completion.offer_id == offer,
        Completion.source == SELF,
    )
    session.execute(gone.execution_options(synchronize_session=False))
    session.commit()


@dataclass(frozen=True, slots=True)
class Learned:
    """Something that somebody finished, as it is in the person's own data."""

    quarter: str
    offer: str
    done: Done

    def document(self) -> dict[str, str]:
        """The same for a download."""
        on, known_from = self.done.on.isoformat(), self.done.source
        return {"quarter": self.quarter, "offer": self.offer, "on": on, "known_from": known_from}


def learned_by(desk: Desk, person: Person) -> list[Learned]:
    """All that is kept of what one person finished, the first first; one statement."""
    rows = desk.session.execute(
        select(Cycle, Completion)
        .join(Cycle, Cycle.id == Completion.cycle_id)
        .where(Completion.person_id == person.id)
        .order_by(Completion.finished_on, Completion.id)
    )
    return [
        Learned(cycle.quarter, _title(desk, cycle, row.offer_id), Done(row.finished_on, row.source))
        for cycle, row in rows
    ]


def _title(desk: Desk, cycle: Cycle, offer_id: str) -> str:
    try:
        return desk.shelf.pack(desk.session, cycle, desk.language).offer(offer_id).title
    except (LookupError, TypeError, ValueError):
        # Older than this version can read: the id is what there is.
        return offer_id


def forget_finished(session: Session, organisation_id: int, limit: datetime) -> int:
    """Drop what was finished before a moment in quarters that closed before it; how much."""
    closed = select(Cycle.id).where(
        Cycle.organisation_id == organisation_id, Cycle.closed_at < limit
    )
    rows = session.scalars(
        delete(Completion)
        .where(Completion.cycle_id.in_(closed), Completion.finished_on < local_day(limit))
        .returning(Completion.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())
