"""The year of one copy of the municipality: a round that is over, one that runs, one planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.demo import lms, rounds
from lti_tool.demo.dates import Calendar, Round, moments
from lti_tool.demo.people import CAST, EMPLOYEES, MadePerson, cast_ids
from lti_tool.demo.themes import theme
from lti_tool.demo.town import api_of, load_roster, plan
from lti_tool.practice.places import activities
from lti_tool.services.advancing import advance
from questionnaires.calendar import DAY, midnight

DONE_LAST, DONE_NOW, EXCUSED_LAST = 331, 339, 3
FINISHED_LAST, FINISHED_NOW = 0.7, 0.3
PLANNED_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Year:
    """One copy with its people; ``now`` is the real present."""

    stage: rounds.Stage
    people: Sequence[MadePerson]
    dates: Calendar
    now: datetime

    @property
    def begins(self) -> datetime:
        """When this municipality began with Themascan."""
        return midnight(self.dates.last.opens) - PLANNED_AHEAD


def last_round(year: Year) -> None:
    """A round from its plan to what was published of it; three people were away."""
    when, stage = year.dates.last, year.stage
    away = {person.id for person in year.people[40::100][:EXCUSED_LAST]}
    _roster(year, frozenset(away), year.begins)
    courses = _plan(year, "last", when, year.begins)
    _advance(year, midnight(when.opens))
    here = [person for person in year.people if person.id not in away]
    done = _some(year, here, DONE_LAST)
    closing = midnight(when.closes + DAY)
    took = moments(when.opens, closing - timedelta(hours=8), DONE_LAST, stage.chance)
    rounds.take_scans(stage, done, took, closing)
    _advance(year, closing)
    # When the last day was a Friday or before a holiday it takes until a working day.
    _advance(year, closing + 7 * DAY)
    rounds.send(stage, closing + 7 * DAY)
    _finish(year, courses, FINISHED_LAST, closing + 14 * DAY)


def running_round(year: Year) -> None:
    """The round of today: all but 25 are done, one is halfway."""
    when, stage = year.dates.running, year.stage
    opening = midnight(when.opens)
    _roster(year, frozenset(), opening)
    courses = _plan(year, "running", when, min(opening, year.now) - DAY)
    _advance(year, opening)
    ids = cast_ids()
    later = {ids[entry.key] for entry in CAST if entry.shelf == EMPLOYEES}
    sure = {ids[entry.key] for entry in CAST if entry.shelf != EMPLOYEES}
    done = _some(year, [one for one in year.people if one.id not in later], DONE_NOW, sure)
    rounds.take_scans(stage, done, moments(when.opens, year.now, DONE_NOW, stage.chance), year.now)
    [halfway] = [one for one in year.people if one.id == ids["halfway"]]
    rounds.stop_halfway(stage, halfway, year.now - timedelta(minutes=90))
    _finish(year, courses, FINISHED_NOW, year.now)


def coming_round(year: Year) -> None:
    """The next round, planned with its offers in place."""
    _plan(year, "coming", year.dates.coming, year.now)


def _roster(year: Year, away: frozenset[int], now: datetime) -> None:
    load_roster(year.stage.hall, year.stage.town, year.people, away, now)


def _advance(year: Year, now: datetime) -> None:
    hall = year.stage.hall
    advance(hall.session, hall.tools.vault, lambda platform: api_of(hall, platform), now)


def _some(
    year: Year, people: Sequence[MadePerson], count: int, sure: set[int] | None = None
) -> list[MadePerson]:
    certain = [person for person in people if person.id in (sure or set())]
    others = [person for person in people if person not in certain]
    found = [*certain, *year.stage.chance.sample(others, count - len(certain))]
    year.stage.chance.shuffle(found)
    return found


def _plan(year: Year, which: str, when: Round, now: datetime) -> dict[str, int]:
    hall, stage = year.stage.hall, year.stage
    pack = theme(which)
    hall.hands.now = now
    with hall.site.session() as session:
        placed = lms.add_theme(session, stage.tool, pack, when.quarter, midnight(when.opens))
        [scan] = activities(session, stage.course.id)
    url = f"{hall.site.url}/mod/lti/view.php?id={scan.id}"
    plan(hall, stage.town, pack.id, when, placed.courses, url, now)
    return placed.courses


def _finish(year: Year, courses: Mapping[str, int], share: float, until: datetime) -> None:
    stage, chance = year.stage, year.stage.chance
    seats = rounds.taken_places(stage, courses)
    done = [
        (course, account, until - timedelta(hours=chance.randrange(1, 200)))
        for course, account in seats
        if chance.random() < share
    ]
    with stage.hall.site.session() as session:
        lms.finish_some(session, done, until)
