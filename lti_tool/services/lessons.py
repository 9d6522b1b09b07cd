"""What L&D learned from a quarter, kept for the feedback and the announcement of the next."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Lesson

LONGEST = 600


def lesson_of(session: Session, cycle_id: int) -> Lesson:
    """The lesson of a cycle; an empty one, which is not kept, when there is none."""
    return session.get(Lesson, cycle_id) or Lesson(cycle_id=cycle_id, learned="", change="")


def keep_lesson(session: Session, cycle_id: int, learned: str, change: str) -> None:
    """Keep both sentences, each on one line; commits."""
    lesson = lesson_of(session, cycle_id)
    lesson.learned = " ".join(learned.split())[:LONGEST]
    lesson.change = " ".join(change.split())[:LONGEST]
    session.add(lesson)
    session.commit()


def lesson_before(session: Session, cycle: Cycle) -> Lesson | None:
    """The lesson of the quarter before, for its announcement; None when nobody wrote one."""
    found = session.scalars(
        select(Lesson)
        .join(Cycle, Cycle.id == Lesson.cycle_id)
        .where(Cycle.organisation_id == cycle.organisation_id, Cycle.quarter < cycle.quarter)
        .order_by(Cycle.quarter.desc(), Cycle.id.desc())
        .limit(1)
    ).first()
    return found if found is not None and (found.learned or found.change) else None
