"""Sessions of the running theme with people on their lists, drawn by lot and never by a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from lti_tool.demo.people import cast_ids
from lti_tool.demo.rounds import Stage
from lti_tool.demo.year import Year
from lti_tool.models import Cycle, Person
from lti_tool.services.bookings import book
from lti_tool.services.seating import BoxOffice
from lti_tool.services.sessions import Plan, add_session, minutes_of
from questionnaires.calendar import local_date, midnight, working_days_later


@dataclass(frozen=True, slots=True)
class Gathering:
    """One session: so many working days from now, at an hour; ``asked`` want to come."""

    offer: str
    days: int
    hour: int
    places: int
    asked: int
    place: str = ""
    meeting_url: str = ""
    trainer: str = ""


# One is full with people waiting, one has room, one is still empty; an hour to walk in on.
GATHERINGS = (
    Gathering("tm-ws-basis", 4, 10, 8, 11, "Stadhuis, zaal 2.04", trainer="Noor"),
    Gathering("tm-ws-basis", 9, 14, 12, 5, "Stadhuis, zaal 1.12", trainer="Noor"),
    Gathering("tm-ws-slim", 14, 10, 10, 0, meeting_url="https://vergaderen.example/slim"),
    Gathering("tm-inloop", 6, 12, 15, 4, "Stadhuis, leercafé", trainer="Ravi"),
)
ACTOR = "coordinator demo"


def plan_gatherings(year: Year) -> None:
    """Plan them and fill their lists; those whom a visitor can be have booked nothing yet."""
    stage = year.stage
    tools, session = stage.hall.tools, stage.hall.session
    office = BoxOffice(session, tools.vault, year.now)
    cycle = session.scalars(
        select(Cycle.id).where(
            Cycle.organisation_id == stage.town.organisation_id, Cycle.state == "open"
        )
    ).one()
    people = _who_may_come(stage)
    for one in GATHERINGS:
        number = add_session(office, cycle, one.offer, _plan(year, cycle, one), ACTOR)
        for _ in range(one.asked):
            book(office, people.pop(), number)


def _who_may_come(stage: Stage) -> list[Person]:
    visitors = [str(number) for number in cast_ids().values()]
    found = stage.hall.session.scalars(
        select(Person)
        .where(
            Person.platform_id == stage.town.platform_id,
            Person.on_roster,
            Person.lms_user_id.not_in(visitors),
        )
        .order_by(Person.id)
    ).all()
    return stage.chance.sample(found, sum(one.asked for one in GATHERINGS))


def _plan(year: Year, cycle: int, one: Gathering) -> Plan:
    day = working_days_later(local_date(year.now), one.days)
    begins = midnight(day) + timedelta(hours=one.hour)
    minutes = minutes_of(year.stage.hall.session, cycle, one.offer)
    return Plan(
        starts_at=begins,
        ends_at=begins + timedelta(minutes=minutes),
        capacity=one.places,
        place=one.place,
        meeting_url=one.meeting_url,
        trainer=one.trainer,
    )
