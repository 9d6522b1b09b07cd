"""Who has which place in which course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, true
from sqlalchemy.orm import Session

from lti_tool.practice.lti_tables import Activity, Tool
from lti_tool.practice.tables import (
    Account,
    Course,
    Enrolment,
    Event,
    GatheringEvent,
    GatheringMember,
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A course with somebody's place in it."""

    course: Course
    enrolment: Enrolment


def teaches(session: Session, account: Account, course_id: int) -> bool:
    """Whether somebody leads a course; an administrator leads all of them."""
    if account.site_role == "admin":
        return True
    seat = session.get(Enrolment, (course_id, account.id))
    return seat is not None and seat.role == "teacher" and not seat.suspended


def may_enter(session: Session, account: Account, course_id: int) -> bool:
    """Whether somebody may open a course."""
    seat = session.get(Enrolment, (course_id, account.id))
    return account.site_role == "admin" or (seat is not None and not seat.suspended)


def my_seats(session: Session, account_id: int, town_id: int) -> list[Seat]:
    """Somebody's courses, the newest quarter first."""
    rows = session.execute(
        select(Course, Enrolment)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(
            Enrolment.account_id == account_id,
            Enrolment.suspended.is_(False),
            Course.town_id == town_id,
            Course.visible,
        )
        .order_by(Course.quarter.desc(), Course.id)
    )
    return [Seat(course, enrolment) for course, enrolment in rows]


def all_courses(session: Session, town_id: int) -> list[Course]:
    """Every course of a town, for who administers the site."""
    asked = select(Course).where(Course.town_id == town_id)
    return list(session.scalars(asked.order_by(Course.quarter, Course.id)))


def participants(session: Session, course_id: int) -> list[tuple[Account, Enrolment]]:
    """Everybody in a course, teachers first."""
    rows = session.execute(
        select(Account, Enrolment)
        .join(Enrolment, Enrolment.account_id == Account.id)
        .where(Enrolment.course_id == course_id)
        .order_by(Enrolment.role.desc(), Account.family_name, Account.given_name, Account.id)
    )
    return [(account, enrolment) for account, enrolment in rows]


def activities(session: Session, course_id: int) -> list[Activity]:
    """The links of a course in the order in which they were placed."""
    return list(
        session.scalars(
            select(Activity).where(Activity.course_id == course_id).order_by(Activity.id)
        )
    )


def pickable_tools(session: Session, town_id: int) -> list[Tool]:
    """The active tools from which a teacher can pick content."""
    asked = select(Tool).where(Tool.town_id == town_id, Tool.active, Tool.deep_link_url != "")
    return list(session.scalars(asked.order_by(Tool.id)))


def events(
    session: Session, course_ids: list[int], after: datetime, whose: Account
) -> list[tuple[Event, Course]]:
    """What somebody's calendar has of these courses; an event of a group is for its members."""
    member = GatheringMember.gathering_id == GatheringEvent.gathering_id
    of_others = exists().where(
        GatheringEvent.event_id == Event.id,
        ~exists().where(member, GatheringMember.account_id == whose.id),
    )
    seen = ~of_others if whose.site_role == "person" else true()
    rows = session.execute(
        select(Event, Course)
        .join(Course, Course.id == Event.course_id)
        .where(Event.course_id.in_(course_ids), Event.starts >= after, seen)
        .order_by(Event.starts, Event.id)
    )
    return [(event, course) for event, course in rows]


def finish(session: Session, account_id: int, course_id: int, now: datetime) -> bool:
    """Note that somebody is done with a course; False for who is not in it."""
    seat = session.get(Enrolment, (course_id, account_id))
    if seat is None or seat.suspended:
        return False
    seat.finished_at = seat.finished_at or now
    return True
