"""Filling the practice LMS: accounts, tools and courses; its calendar is filled by Themascan."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lti_tool.demo.accounts import TRAINER
from lti_tool.demo.dates import Round
from lti_tool.demo.people import MadePerson
from lti_tool.practice.claims import AGS_SCOPES, NRPS_SCOPE
from lti_tool.practice.lti_tables import Activity, Tool
from lti_tool.practice.tables import Course, Enrolment, Town
from lti_tool.services.offers import LINKABLE
from questionnaires.model import Offer, ThemePack
from questionnaires.quarters import Quarter

FIRST_COURSE = 2
BY_HAND = "L&D"


@dataclass(frozen=True, slots=True)
class Placed:
    """A theme's courses of one quarter: offer id -> course id."""

    courses: dict[str, int]


def add_town(session: Session, town_id: int, policy: str, running: Round) -> None:
    """A copy of the municipality."""
    session.add(
        Town(
            id=town_id,
            name="Gemeente Voorbeeldstad",
            policy=policy,
            quarter=str(running.quarter),
            closes=running.closes,
        )
    )
    session.flush()


def add_tool(session: Session, town_id: int, tool_url: str) -> Tool:
    """Themascan as a registered tool of one copy, as an administrator has set it up."""
    tool = Tool(
        id=town_id,
        town_id=town_id,
        client_id=f"oefenomgeving-{secrets.token_hex(6)}",
        name="Themascan",
        login_url=f"{tool_url}/lti/login",
        launch_url=f"{tool_url}/lti/launch",
        redirect_urls=[f"{tool_url}/lti/launch"],
        keys_url=f"{tool_url}/lti/jwks.json",
        deep_link_url=f"{tool_url}/lti/launch",
        scopes=[*AGS_SCOPES, NRPS_SCOPE],
    )
    session.add(tool)
    session.flush()
    return tool


def add_scan_course(
    session: Session, tool: Tool, people: Sequence[MadePerson], at: datetime
) -> Course:
    """The course with the scan, in which everybody is; the id of the activity is its link."""
    course = Course(
        # Course 1 is the front page of a Moodle.
        id=FIRST_COURSE if tool.town_id == 1 else None,
        town_id=tool.town_id,
        idnumber=f"KWARTAALSCAN-{tool.town_id}",
        shortname="Kwartaalscan",
        title="Digitaal op koers: de kwartaalscan",
        summary="Elk kwartaal één thema. Je doet een korte scan en ziet meteen wat bij je past.",
        kind="scan",
    )
    session.add(course)
    session.flush()
    link = {"course_id": course.id, "tool_id": tool.id, "url": tool.launch_url}
    session.add(Activity(title="De kwartaalscan", **link))
    _seat_all(session, course.id, [person.id for person in people], at)
    return course


def _seat_all(session: Session, course_id: int, accounts: list[int], at: datetime) -> None:
    shared = {"course_id": course_id, "by": BY_HAND, "at": at}
    seats = [{**shared, "account_id": number, "role": "student"} for number in accounts]
    session.execute(
        insert(Enrolment), [*seats, {**shared, "account_id": TRAINER, "role": "teacher"}]
    )


def add_theme(
    session: Session, tool: Tool, pack: ThemePack, quarter: Quarter, opens: datetime
) -> Placed:
    """A course for each offer of a theme that can lead to one."""
    courses: dict[str, int] = {}
    for offer in pack.offers:
        if offer.kind in LINKABLE:
            course = _course(tool, offer, quarter)
            session.add(course)
            session.flush()
            _seat_all(session, course.id, [], opens)
            courses[offer.id] = course.id
    return Placed(courses)


def _course(tool: Tool, offer: Offer, quarter: Quarter) -> Course:
    return Course(
        town_id=tool.town_id,
        idnumber=f"{offer.id.upper()}-{quarter}-{tool.town_id}",
        shortname=offer.id,
        title=offer.title,
        summary=offer.description,
        goals=list(offer.goals),
        kind=offer.kind,
        quarter=str(quarter),
        minutes=offer.minutes,
    )


def finish_some(
    session: Session, seats: Iterable[tuple[int, int, datetime]], until: datetime
) -> None:
    """(course, account, moment) of trainings that were done, none later than ``until``."""
    for course, account, at in seats:
        seat = session.get(Enrolment, (course, account))
        if seat is not None:
            seat.finished_at = min(until, max(at, seat.at + timedelta(minutes=10)))
