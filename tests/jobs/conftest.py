"""A municipality whose LMS has a REST API, and the jobs with a clock that waiting moves on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle
from jobs.once import run_once
from jobs.runner import Runner
from lti_tool.models import Delivery, OfferLink, Person, Platform, db
from lti_tool.services.outbox import Sender, queue
from lti_tool.services.scanning import Desk
from lti_tool.services.writeback import course_links, enrol_parcel
from lti_tool.toolbox import EXTENSION, Toolbox
from tests.clock import Clock
from tests.hall import Hall
from tests.services.workshop import Venue
from tests.town import Town

# Where the workshop leads.
COURSE = "21"


class Patience(Event):
    """Waiting takes no time: it moves the clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock, self.waits = clock, list[float]()
        self.meanwhile: Callable[[], None] = lambda: None

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        self.meanwhile()
        self.clock.forward(seconds=timeout or 0.0)
        return self.is_set()


class Office:
    """Runs the jobs of an application at a moment of business time."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.patience = Patience(clock)
        self.runner = Runner(app, self.patience)

    def run(self, now: datetime | None = None, **later: float) -> list[str]:
        """All that is due, as `themascan jobs --once --now`."""
        moment = (now or self.clock()) + timedelta(**later)
        return list(run_once(self.runner, moment))


@pytest.fixture
def office(app: Flask, clock: Clock) -> Office:
    return Office(app, clock)


@pytest.fixture
def moodle() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        yield site


@pytest.fixture
def connected(hall: Hall, app: Flask, moodle: FakeMoodle) -> Hall:
    """The hall's LMS has a REST API with a course for each microlearning."""
    tools: Toolbox = app.extensions[EXTENSION]
    sealed = tools.vault.seal_text(moodle.token)
    values = {"api_adapter": "moodle", "api_url": moodle.url, "api_token_sealed": sealed}
    hall.session.execute(update(Platform).values(values))
    hall.session.commit()
    for number in range(11, 20):
        moodle.add_course(str(number), f"ID-{number}", f"Cursus {number}")
    return hall


def steps(lines: list[str]) -> list[str]:
    """The lines that tell of states; those of moments have a count at the end."""
    return [line for line in lines if not line[-1].isdigit()]


def planned(hall: Hall) -> int:
    cycle = hall.plan()
    hall.add_people(3)
    hall.link_all(cycle)
    hall.session.commit()
    return cycle


class Post:
    """Puts enrolments into the outbox of a town, as a submit does, and looks at them."""

    def __init__(self, town: Town, moodle: FakeMoodle) -> None:
        self.town, self.moodle = town, moodle
        tools: Toolbox = town.app.extensions[EXTENSION]
        self.vault = tools.vault
        with town.app.app_context():
            platform = db.session.get_one(Platform, town.platform_id)
            platform.api_adapter, platform.api_url = "moodle", moodle.url
            platform.api_token_sealed = self.vault.seal_text(moodle.token)
            db.session.commit()
        for course in ("11", "12", "13"):
            moodle.add_course(course, f"ID-{course}", f"Cursus {course}")

    def add_people(self, first: int, count: int) -> list[str]:
        """People of the roster who have an account in the LMS."""
        accounts = [str(number) for number in range(first, first + count)]
        for account in accounts:
            self.town.add_person(account)
            self.moodle.add_user(account)
        return accounts

    def queue(self, *courses: str) -> None:
        """An enrolment of everybody in these courses."""
        town = self.town
        sender = Sender(town.organisation_id, town.platform_id, town.cycle_id)
        with town.app.app_context():
            now = town.clock()
            desk = Desk(db.session(), self.vault, town.tools.shelf, now)
            links = [
                link
                for link in course_links(desk, town.cycle_id).values()
                if link.course_id in courses
            ]
            people = db.session.scalars(select(Person).where(Person.on_roster)).all()
            parcels = [enrol_parcel(person, link, now) for person in people for link in links]
            queue(db.session(), self.vault, sender, parcels, now)
            db.session.commit()

    def states(self) -> dict[str, int]:
        """How many rows of the outbox stand in each state."""
        rows = self.town.deliveries()
        return {state: sum(row.state == state for row in rows) for state in {r.state for r in rows}}

    def rows(self) -> list[Delivery]:
        return self.town.deliveries()


@pytest.fixture
def post(town: Town, moodle: FakeMoodle) -> Post:
    return Post(town, moodle)


@pytest.fixture
def venue(post: Post, moodle: FakeMoodle) -> Venue:
    """A workshop whose offer leads to a course."""
    town = post.town
    moodle.add_course(COURSE, "WS-21", "Workshop")
    venue = Venue(town)
    with town.app.app_context():
        db.session.add(
            OfferLink(
                cycle_id=town.cycle_id,
                offer_id=venue.offers[0],
                course_ref=COURSE,
                course_id=COURSE,
                course_title="Workshop",
                healthy=True,
                checked_at=town.clock(),
            )
        )
        db.session.commit()
    return venue


@pytest.fixture
def people(venue: Venue, moodle: FakeMoodle) -> list[int]:
    """Three colleagues with accounts 301, 302, 303."""
    found = []
    for account in ("301", "302", "303"):
        moodle.add_user(account)
        found.append(venue.town.add_person(account))
    return found
