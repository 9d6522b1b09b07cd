"""Which scans a course has a link to: a scan is linked once, for every quarter to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import PlacedLink


def placed(session: Session, course_context_id: int | None) -> Mapping[str, datetime]:
    """When each choice was last placed in the course; nothing is known outside any course."""
    if course_context_id is None:
        return {}
    rows = session.execute(
        select(PlacedLink.choice, PlacedLink.placed_at).where(
            PlacedLink.course_context_id == course_context_id
        )
    )
    return {row.choice: row.placed_at for row in rows}


def note_placed(session: Session, course_context_id: int, choice: str, now: datetime) -> None:
    """Remember it, or the last time of it; the caller commits."""
    known = session.scalar(
        select(PlacedLink).where(
            PlacedLink.course_context_id == course_context_id, PlacedLink.choice == choice
        )
    )
    if known is None:
        known = PlacedLink(course_context_id=course_context_id, choice=choice)
        session.add(known)
    known.placed_at = now
