"""Who arrives with a validated launch, where they come from, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.orm import Session

from lti_tool.lti.landing import landing
from lti_tool.lti.messages import Launch
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.roles import may_place, tool_roles
from lti_tool.models import CourseContext, Cycle, LineItem, Platform
from lti_tool.services.people import Identity, Known
from lti_tool.visits import Arrival

MOODLE, CANVAS = "moodle", "canvas"
PICKER = ("picker",)


def check_may_enter(launch: Launch) -> None:
    """Raises ``Refusal`` for somebody who asks to place a link and may not."""
    if launch.deep_link is not None and not may_place(launch.roles):
        raise Refusal("not_for_learners")


def identity_of(platform: Platform, launch: Launch) -> Identity:
    """By which the person may be known already."""
    moodle = MOODLE in (platform.api_adapter, launch.family)
    canvas = CANVAS in (platform.api_adapter, launch.family)
    claimed = {
        "lms_user_id": launch.sub if moodle else "",
        "idnumber": launch.idnumber,
        "username": launch.username,
        "email": launch.email,
    }
    pending = tuple((kind, value) for kind, value in claimed.items() if value)
    return Identity(
        launch.sub,
        claimed["lms_user_id"] or None,
        pending,
        launch.locale,
        # Whoever makes a link in Canvas may set its own parameters over those of the key, so
        # this id recognises nobody: it only tells where to write.
        told_id=launch.canvas_user_id if canvas and not moodle else "",
    )


def arrival_of(launch: Launch, known: Known, course: CourseContext | None) -> Arrival:
    """What the visit will be: of somebody who places a link, that and nothing else."""
    roles = tool_roles(launch.roles, known.coordinator, known.manager)
    if launch.deep_link is not None:
        roles = PICKER
    return Arrival(
        person_id=known.person.id,
        roles=roles,
        course_context_id=course.id if course else None,
        page=landing(launch.wish, roles, known.asked or ""),
        locale=launch.locale,
        return_url=launch.return_url,
        deep_link=_deep_link(launch),
    )


def _deep_link(launch: Launch) -> Mapping[str, Any] | None:
    if launch.deep_link is None:
        return None
    return {
        "return_url": launch.deep_link.return_url,
        "data": launch.deep_link.data,
        "takes_line_item": launch.deep_link.takes_line_item,
        "deployment_id": launch.deployment_id,
    }


def couple_column(
    session: Session, platform: Platform, course: CourseContext | None, launch: Launch
) -> None:
    """Remember the gradebook column of a link that is bound to one cycle; caller commits.

    A column of any other link is left alone: it belongs to whoever made it (DESIGN 6.1).
    """
    if course is None or not launch.line_item_url or not launch.wish.cycle.isdecimal():
        return
    known = exists().where(LineItem.cycle_id == Cycle.id, LineItem.course_context_id == course.id)
    new = select(Cycle.id, literal(course.id), literal(launch.line_item_url)).where(
        Cycle.organisation_id == platform.organisation_id,
        Cycle.id == int(launch.wish.cycle[:9]),
        ~known,
    )
    columns = ["cycle_id", "course_context_id", "url"]
    session.execute(insert(LineItem).from_select(columns, new))
