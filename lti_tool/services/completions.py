"""Who finished which offer: asked of the LMS for everybody alike, and taken from attendance.

No result is involved, in what is asked nor in what is kept. Whether something belonged to
the work is put together on the person's own page only (DESIGN 6.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select, union, union_all
from sqlalchemy.orm import Session

from lti_tool.models import Booking, Completion, Cycle, OfferLink, OfferSetting, WorkshopSession
from lti_tool.services.inserting import insert_into
from questionnaires.calendar import AMSTERDAM

LMS, ATTENDANCE, SELF = "lms", "attendance", "self"
TARGETED = "targeted"
# The LMS was asked lately enough for a figure: three nights, of which two may fail.
FRESH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Done:
    """That somebody finished an offer; ``source`` as in the table."""

    on: date
    source: str

    @property
    def declared(self) -> bool:
        """Whether only the person says so."""
        return self.source == SELF


Key = tuple[int, str]


def local_day(moment: datetime) -> date:
    """The day of a moment in the Netherlands."""
    return moment.astimezone(AMSTERDAM).date()


def attended(which: ColumnElement[bool]) -> Select[int, str, int, datetime]:
    """(cycle, offer, person, start) of each place that was ticked off as taken, in order."""
    columns = (WorkshopSession.cycle_id, WorkshopSession.offer_id, Booking.person_id)
    return (
        select(*columns, WorkshopSession.starts_at)
        .join(Booking, Booking.session_id == WorkshopSession.id)
        .where(which, Booking.attended.is_(True), WorkshopSession.cancelled_at.is_(None))
        .order_by(WorkshopSession.starts_at.desc(), Booking.id)
    )


def keep(session: Session, keys: Iterable[Key], people: Mapping[int, date], source: str) -> int:
    """Write down that people finished these offers; how many were new. The caller commits.

    What people said themselves gives way; the first of other sources stays.
    """
    return sum(_keep(session, key, people, source) for key in keys) if people else 0


def _keep(session: Session, key: Key, people: Mapping[int, date], source: str) -> int:
    cycle, offer = key
    here = (Completion.cycle_id == cycle) & (Completion.offer_id == offer)
    known = select(Completion.person_id).where(here, Completion.source != SELF)
    new = sorted(people.keys() - set(session.scalars(known)))
    if not new:
        return 0
    adding = insert_into(session, Completion)
    # Whoever says "done" themselves at this moment gives way too.
    kept = adding.on_conflict_do_update(
        index_elements=["person_id", "cycle_id", "offer_id"],
        set_={"finished_on": adding.excluded.finished_on, "source": source},
        where=Completion.source == SELF,
    ).returning(Completion.id)
    same = {"cycle_id": cycle, "offer_id": offer, "source": source}
    rows = [{**same, "person_id": person, "finished_on": people[person]} for person in new]
    return len(session.execute(kept, rows).all())


def finished_people(
    session: Session, cycle_id: int, now: datetime, until: date | None = None
) -> Collection[int] | None:
    """The ids of :func:`who_finished`, read at once."""
    asked = who_finished(session, cycle_id, now, until)
    return None if asked is None else frozenset(session.scalars(asked))


def who_finished(
    session: Session, cycle_id: int, now: datetime, until: date | None = None
) -> CompoundSelect[int] | None:
    """The ids of who finished at least one offer of a cycle, by a day included, or by now.

    A question for within another one, since a large organisation has more of them than a
    statement takes. None where it is not known: nobody can tell, or the LMS has not told for
    some nights. Then there is no figure of uptake, rather than one that says that nobody
    finished anything. None under `targeted` too: there it would speak of those below the
    minimum (DESIGN 6.2). What people declare themselves does not count, nor what they did
    before it was offered.
    """
    cycle = session.get_one(Cycle, cycle_id)
    if cycle.policy == TARGETED or not _is_known(session, cycle_id, now):
        return None
    first, last = _first_day(session, cycle), until or local_day(now)
    stored = select(Completion.person_id).where(
        Completion.cycle_id == cycle_id,
        Completion.source != SELF,
        Completion.finished_on.between(first, last),
    )
    there = attended(
        (WorkshopSession.cycle_id == cycle_id)
        & (WorkshopSession.starts_at >= _midnight(first))
        & (WorkshopSession.starts_at < _midnight(last + timedelta(days=1)))
    )
    return union(stored, there.with_only_columns(Booking.person_id).order_by(None))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def _first_day(session: Session, cycle: Cycle) -> date:
    opened = local_day(cycle.opened_at) if cycle.opened_at else cycle.opens
    early = session.scalar(
        select(func.min(OfferSetting.available_from)).where(OfferSetting.cycle_id == cycle.id)
    )
    return min(opened, early or opened)


def _is_known(session: Session, cycle_id: int, now: datetime) -> bool:
    told = session.scalar(
        select(func.min(OfferLink.asked_at)).where(
            OfferLink.cycle_id == cycle_id, OfferLink.asked_at.is_not(None)
        )
    )
    if told is not None:
        return told > now - FRESH
    ticked = (
        select(Booking.id)
        .join(WorkshopSession, WorkshopSession.id == Booking.session_id)
        .where(WorkshopSession.cycle_id == cycle_id, Booking.attended.is_not(None))
    )
    kept = select(Completion.id).where(
        Completion.cycle_id == cycle_id, Completion.source == ATTENDANCE
    )
    return session.scalar(union_all(ticked, kept).limit(1)) is not None
