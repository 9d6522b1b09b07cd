"""The courses of an LMS from which people launch, with the service addresses they offer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import CourseContext


def course_at_launch(
    session: Session, platform_id: int, context_id: str, line_items_url: str, memberships_url: str
) -> CourseContext | None:
    """The course, made or brought up to date; None for a launch outside any. Caller commits.

    An address that is missing this time is not forgotten: a link without grading in the
    same course offers none.
    """
    if not context_id:
        return None
    course = session.scalars(
        select(CourseContext).where(
            CourseContext.platform_id == platform_id, CourseContext.context_id == context_id
        )
    ).first()
    if course is None:
        course = CourseContext(platform_id=platform_id, context_id=context_id)
        course.line_items_url, course.memberships_url = line_items_url, memberships_url
        session.add(course)
        session.flush()
        return course
    course.line_items_url = line_items_url or course.line_items_url
    course.memberships_url = memberships_url or course.memberships_url
    return course
