"""Letting a quarter happen: scans by the services, and what they put into the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from sqlalchemy import select, update

from lti_tool.demo.answers import ability, answers
from lti_tool.demo.carriers import Carriers
from lti_tool.demo.people import MadePerson
from lti_tool.demo.town import Hall, MadeTown
from lti_tool.models import Organisation, Person
from lti_tool.practice.claims import line_items_url, members_url
from lti_tool.practice.lti_tables import Tool
from lti_tool.practice.store import BY_TOOL
from lti_tool.practice.tables import Course, Enrolment
from lti_tool.services.choosing import choose
from lti_tool.services.courses import course_at_launch
from lti_tool.services.postroom import Post, deliver
from lti_tool.services.scanning import Desk, Sheet, find_sheet, save_answers, start
from lti_tool.services.writeback import Place, submit
from questionnaires.advice import advise
from questionnaires.answering import core_items
from questionnaires.calendar import local_date
from questionnaires.grading import grade

TAKES = timedelta(minutes=8)
CLICKS_WHEN_IT_BELONGS, CLICKS_WHEN_FREE = 0.75, 0.12


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a round happens."""

    hall: Hall
    town: MadeTown
    tool: Tool
    course: Course
    chance: Random

    def desk(self, now: datetime) -> Desk:
        """A desk at a moment."""
        tools = self.hall.tools
        return Desk(self.hall.session, tools.vault, tools.shelf, now)


def take_scans(
    stage: Stage, people: Sequence[MadePerson], when: Sequence[datetime], until: datetime
) -> None:
    """Each person takes the scan at a moment; day by day the outbox is delivered."""
    pairs, place = list(zip(people, when, strict=True)), everybody_launches(stage)
    for _, day in groupby(pairs, key=lambda pair: local_date(pair[1])):
        moment = until
        for person, moment in day:
            _take_scan(stage, person, moment, place)
        send(stage, min(until, moment + timedelta(hours=1)))
    send(stage, until)


def send(stage: Stage, now: datetime) -> None:
    """Deliver what is due at a moment."""
    tools, stage.hall.hands.now = stage.hall.tools, now
    post = Post(stage.hall.session, tools.vault, tools.door, tools.clock, lambda _: None)
    for _ in deliver(post, Carriers(stage.hall.site).handlers(), now):
        continue


def everybody_launches(stage: Stage) -> Place:
    """What the first launches leave: the LMS's ids on the people, and the course."""
    session, site, town = stage.hall.session, stage.hall.site, stage.town
    session.execute(
        update(Person)
        .where(Person.platform_id == town.platform_id)
        .values(lti_sub=Person.lms_user_id)
    )
    context = course_at_launch(
        session,
        town.platform_id,
        str(stage.course.id),
        line_items_url(site.url, stage.course.id, stage.tool.id),
        members_url(site.url, stage.course.id, stage.tool.id),
    )
    session.commit()
    return Place(context.id if context else None)


def _begin(stage: Stage, person: MadePerson, now: datetime) -> Sheet:
    found = stage.hall.session.scalars(
        select(Person).where(
            Person.platform_id == stage.town.platform_id, Person.lms_user_id == str(person.id)
        )
    ).one()
    sheet = find_sheet(stage.desk(now), found)
    if sheet is None:
        raise LookupError("no round is open at this moment")
    return start(stage.desk(now), sheet)


def _take_scan(stage: Stage, person: MadePerson, done: datetime, place: Place) -> None:
    sheet = _begin(stage, person, done - TAKES)
    desk = stage.desk(done)
    level = ability(person.group, stage.chance)
    items = core_items(sheet.pack, str(sheet.group))
    sheet = save_answers(desk, sheet, answers(items, level, stage.chance))
    sheet = save_answers(desk, sheet, answers(sheet.extras(), level, stage.chance))
    organisation = stage.hall.session.get_one(Organisation, stage.town.organisation_id)
    submit(desk, sheet, organisation, place)
    if stage.town.policy == "self-service":
        for offer in _clicks(sheet, stage.chance):
            choose(desk, sheet, offer)


def _clicks(sheet: Sheet, chance: Random) -> Iterator[str]:
    # Computed from the answers at hand: nothing is unsealed for it.
    outcome = grade(sheet.pack, str(sheet.group), sheet.answered.answers, sheet.minima)
    for advice in advise(sheet.pack, outcome):
        if advice.belongs and chance.random() < CLICKS_WHEN_IT_BELONGS:
            yield advice.belongs[0]
        elif not advice.belongs and chance.random() < CLICKS_WHEN_FREE:
            yield next(key for key in advice.free if _is_training(sheet, key))


def _is_training(sheet: Sheet, offer: str) -> bool:
    return sheet.pack.offer(offer).kind == "microlearning"


def stop_halfway(stage: Stage, person: MadePerson, now: datetime) -> None:
    """Somebody answers half of the questions and leaves."""
    sheet = _begin(stage, person, now)
    items = core_items(sheet.pack, str(sheet.group))
    half = items[: len(items) // 4 * 2]
    save_answers(stage.desk(now), sheet, answers(half, 0.7, stage.chance))
    stage.hall.session.commit()


def taken_places(stage: Stage, courses: Mapping[str, int]) -> list[tuple[int, int]]:
    """(course, account) of everybody who is in one of the courses by the tool's doing."""
    asked = select(Enrolment.course_id, Enrolment.account_id).where(
        Enrolment.course_id.in_(courses.values()), Enrolment.by == BY_TOOL
    )
    with stage.hall.site.session() as session:
        return [(course, account) for course, account in session.execute(asked)]
