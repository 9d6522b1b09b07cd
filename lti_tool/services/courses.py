"""The courses of an LMS from which people launch, with the service addresses they offer."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.models import CourseContext

COURSE = select(CourseContext).where(
    CourseContext.platform_id == bindparam("platform"),
    CourseContext.context_id == bindparam("context"),
)


def course_at_launch(
    session: Session, platform_id: int, context_id: str, line_items_url: str, memberships_url: str
) -> CourseContext | None:
    """The course, made or brought up to date; None for a launch outside any. Caller commits.

    An address that is missing this time is not forgotten: a link without grading in the
    same course offers none.
    """
    if not context_id:
        return None
    course = session.scalars(COURSE, {"platform": platform_id, "context": context_id}).first()
    if course is None:
        course = CourseContext(platform_id=platform_id, context_id=context_id)
        course.line_items_url, course.memberships_url = line_items_url, memberships_url
        session.add(course)
        session.flush()
        return course
    course.line_items_url = line_items_url or course.line_items_url
    course.memberships_url = memberships_url or course.memberships_url
    return course
