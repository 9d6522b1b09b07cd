"""A whole municipality that finishes within an hour, before a Moodle that takes its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import insert, select, update

from adapters.fakes.moodle import ENROL, FakeMoodle
from adapters.fakes.moodle_store import Fields, entries
from adapters.fakes.weather import Weather
from adapters.http import HttpDoor
from config.settings import Settings
from jobs.schedule import SCHEDULE
from lti_tool.access import roles_of
from lti_tool.app import create_app
from lti_tool.models import Delivery, Organisation, Person, Platform, RosterEntry, db
from lti_tool.services.scanning import Desk, find_sheet, save_answers, start
from lti_tool.services.writeback import Place, submit
from lti_tool.toolbox import EXTENSION, Toolbox
from tests.clock import Clock
from tests.databases import journal_in, with_tables
from tests.jobs.conftest import Office
from tests.platform import TestPlatform
from tests.test_access import visit_routes
from tests.town import Town, Walker, pick

BEGINS = datetime(2026, 10, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
COURSES = ("11", "12", "13")
FIRST = 1000
DELIVER = next(job for job in SCHEDULE if job.name == "deliver")


class SlowMoodle(FakeMoodle):
    """Each answer takes ``seconds`` of the clock, in which ``meanwhile`` happens.

    ``writes`` holds when each enrolling call came, by the clock, and whom it enrols where.
    """

    def __init__(self, clock: Clock, seconds: float = 5.0) -> None:
        super().__init__()
        self.clock, self.seconds = clock, seconds
        self.meanwhile: Callable[[], None] = lambda: None
        self.asked, self.hangs = 0, False
        self.writes: list[tuple[datetime, list[tuple[str, str]]]] = []

    def take_weather(self) -> Weather | None:
        self.asked += 1
        return super().take_weather()

    def answer(self, fields: Fields) -> Any:
        if fields.get("wsfunction") == ENROL:
            whom = [(row["courseid"], row["userid"]) for row in entries(fields)]
            self.writes.append((self.clock(), whom))
        self.clock.forward(seconds=self.seconds)
        self.hangs = True
        self.meanwhile()
        self.hangs = False
        return super().answer(fields)

    @property
    def gaps(self) -> list[float]:
        """The seconds between one enrolling call and the next."""
        times = [moment for moment, _ in self.writes]
        return [(later - earlier).total_seconds() for earlier, later in pairwise(times)]

    @property
    def times_written(self) -> Counter[tuple[str, str]]:
        """How often somebody was enrolled in a course."""
        return Counter(pair for _, whom in self.writes for pair in whom)


@dataclass
class Storm:
    """Everybody finishes at a moment of the hour, whatever else goes on.

    Some do it through the pages themselves: ``walked`` holds the page and the answers' statuses
    of each, ``disturbed`` counts the calls that the LMS got while one of them was at it, and
    ``while_it_hung`` how many had all their pages before the LMS gave the answer at hand.
    """

    town: Town
    moodle: SlowMoodle
    office: Office
    due: list[tuple[datetime, str, bool]]
    walked: list[tuple[str | None, set[int]]] = field(default_factory=list)
    disturbed: int = 0
    while_it_hung: int = 0
    weather: Mapping[float, Weather | None] = field(default_factory=dict)

    def finish_due(self) -> None:
        """Who would be done by now is done."""
        while self.due and self.due[0][0] <= self.town.clock():
            _, sub, walks = self.due.pop(0)
            (self._walks if walks else self._finishes)(sub)

    def _finishes(self, sub: str) -> None:
        town, best = self.town, int(sub) % 2 == 0
        with town.app.app_context():
            desk = Desk(db.session(), town.tools.vault, town.tools.shelf, town.clock())
            person = db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one()
            sheet = find_sheet(desk, person)
            assert sheet is not None
            sheet = start(desk, sheet)
            sheet = save_answers(desk, sheet, {i.id: pick(i, best) for i in sheet.open_items()})
            sheet = save_answers(desk, sheet, {i.id: pick(i, best) for i in sheet.extras()})
            organisation = db.session.get_one(Organisation, town.organisation_id)
            assert submit(desk, sheet, organisation, Place(None))

    def _walks(self, sub: str) -> None:
        before = self.moodle.asked
        walker = Walker(self.town, self.town.app.test_client())
        walker.launch(sub, drop=["ags"])
        landed = walker.scan(best=int(sub) % 2 == 0).page
        offer = self.town.pack.offers[0].id
        seen = {walker.post("/offer", offer=offer).status}
        seen |= {walker.get(path).status for path in self._pages() if walker.page.page}
        self.walked.append((landed, seen))
        self.disturbed += self.moodle.asked - before
        self.while_it_hung += self.moodle.hangs

    def _pages(self) -> list[str]:
        app = self.town.app
        return [
            path
            for endpoint, method, path in visit_routes(app)
            if method == "GET" and "employee" in roles_of(app, endpoint) and "/1" not in path
        ]

    def live(self, longest: timedelta) -> timedelta:
        """The hour and what comes after it, until nothing waits; how long that took."""
        clock, office = self.town.clock, self.office
        self.moodle.meanwhile = office.patience.meanwhile = self.finish_due
        weather = sorted(self.weather.items())
        while (passed := clock() - BEGINS) < longest:
            while weather and passed >= timedelta(minutes=weather[0][0]):
                self.moodle.weather = weather.pop(0)[1]
            self.finish_due()
            office.runner.run(DELIVER, DELIVER.slot(clock()), clock())
            if not self.due and not self.waiting():
                return clock() - BEGINS
            clock.forward(seconds=10)
        raise AssertionError(f"{self.waiting()} deliveries still wait after {longest}")

    def waiting(self) -> int:
        """How many deliveries are not settled."""
        return sum(row.state not in ("delivered", "refused") for row in self.town.deliveries())


@contextmanager
def storm(folder: Path, people: int, walkers: int, seconds: float = 12.0) -> Iterator[Storm]:
    """A municipality of so many people, of whom nobody has begun."""
    settings = Settings(
        database_url=with_tables(folder),
        public_url="http://localhost",
        secret_key="a secret for tests only",
        data_keys=(Fernet.generate_key().decode(),),
        allow_private_hosts=("127.0.0.0/8",),
        erasure_journal=journal_in(folder),
    )
    clock = Clock(BEGINS)
    app = create_app(settings, clock)
    with (
        TestPlatform() as lms,
        SlowMoodle(clock, seconds) as moodle,
    ):
        town = Town(app, lms, clock)
        _connect(town, moodle)
        subs = [str(number) for number in range(FIRST, FIRST + people)]
        _hire(town, moodle, subs)
        yield Storm(town, moodle, Office(app, clock), _arrivals(subs, walkers))
    with app.app_context():
        db.engine.dispose()


def _arrivals(subs: list[str], walkers: int) -> list[tuple[datetime, str, bool]]:
    chance = Random(7)
    moments = sorted(BEGINS + HOUR * chance.random() for _ in subs)
    chance.shuffle(subs)
    every = max(1, len(subs) // walkers) if walkers else len(subs) + 1
    return [
        (moment, sub, (number + 1) % every == 0)
        for number, (moment, sub) in enumerate(zip(moments, subs, strict=True))
    ]


def _connect(town: Town, moodle: FakeMoodle) -> None:
    for course in COURSES:
        moodle.add_course(course, f"ID-{course}", f"Cursus {course}")
    app: Flask = town.app
    tools: Toolbox = app.extensions[EXTENSION]
    door = HttpDoor(allow_private=("127.0.0.0/8",), sleep=lambda _: None)
    app.extensions[EXTENSION] = replace(tools, door=door)
    sealed = tools.vault.seal_text(moodle.token)
    values = {"api_adapter": "moodle", "api_url": moodle.url, "api_token_sealed": sealed}
    with app.app_context():
        db.session.execute(update(Platform).values(values))
        db.session.commit()


def _hire(town: Town, moodle: FakeMoodle, subs: list[str]) -> None:
    shared = {
        "organisation_id": town.organisation_id,
        "platform_id": town.platform_id,
        "function_group": "beleid",
        "on_roster": True,
        "created_at": town.clock(),
    }
    seal = town.tools.vault.new_person_key
    rows = [
        {**shared, "opaque_id": f"p{sub}", "lms_user_id": sub, "wrapped_key": seal()}
        for sub in subs
    ]
    for sub in subs:
        moodle.add_user(sub)
    with town.app.app_context():
        db.session.execute(insert(Person), rows)
        ids = db.session.scalars(select(Person.id).order_by(Person.id)).all()
        rows = [
            {"cycle_id": town.cycle_id, "person_id": key, "function_group": "beleid"} for key in ids
        ]
        db.session.execute(insert(RosterEntry), rows)
        db.session.commit()


def delivered(app: Flask) -> Counter[str]:
    """How many deliveries stand in each state."""
    with app.app_context():
        found = Counter(db.session.scalars(select(Delivery.state)))
        db.session.rollback()
    return found
