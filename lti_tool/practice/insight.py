"""What a teacher in the LMS could infer from who is in which course; computed from the LMS."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.practice.lti_tables import Grade, LineItem
from lti_tool.practice.store import BY_TOOL
from lti_tool.practice.tables import Course, Enrolment, Town


@dataclass(frozen=True, slots=True)
class Insight:
    """``courses`` are (title, people) of the running theme; the numbers count people.

    ``took_part`` have the mark in the gradebook. ``surely_not`` are those of whom a
    teacher knows that they needed nothing, ``nearly_sure`` those who very likely did.
    """

    courses: tuple[tuple[str, int], ...]
    took_part: int
    enrolled: int
    same_everywhere: bool
    surely_not: int
    nearly_sure: int


def insight(session: Session, town: Town) -> Insight:
    """What the participant lists of the running quarter tell."""
    people = _people(session, town)
    sets = list(people.values())
    enrolled = set().union(*sets) if sets else set()
    took_part = _marked(session, town) | enrolled
    targeted = town.policy == "targeted"
    return Insight(
        courses=tuple((title, len(found)) for title, found in people.items()),
        took_part=len(took_part),
        enrolled=len(enrolled),
        same_everywhere=all(found == enrolled for found in sets),
        surely_not=len(took_part - enrolled) if targeted else 0,
        nearly_sure=len(enrolled) if targeted else 0,
    )


def _people(session: Session, town: Town) -> dict[str, set[int]]:
    rows = session.execute(
        select(Course.title, Enrolment.account_id)
        .outerjoin(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.by == BY_TOOL))
        .where(
            Course.town_id == town.id,
            Course.quarter == town.quarter,
            Course.kind == "microlearning",
        )
        .order_by(Course.id)
    )
    found: dict[str, set[int]] = {}
    for title, account in rows:
        found.setdefault(title, set()).update({account} - {None})
    return found


def _marked(session: Session, town: Town) -> set[int]:
    # The newest column of the scan course is that of the round that runs.
    newest = (
        select(func.max(LineItem.id))
        .join(Course, Course.id == LineItem.course_id)
        .where(Course.town_id == town.id, Course.kind == "scan")
        .scalar_subquery()
    )
    marked = select(Grade.account_id).where(Grade.line_item_id == newest, Grade.score.is_not(None))
    return set(session.scalars(marked))
