"""A whole quarter of a small municipality, and every trace that it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import LargeBinary, func, select, update

from adapters.fakes.advantage import FakeAdvantage
from adapters.fakes.moodle import FakeMoodle
from config.settings import Settings
from lti_tool.app import create_app
from lti_tool.models import Base, Delivery, Platform, db
from lti_tool.toolbox import EXTENSION, Toolbox
from questionnaires.answering import core_items, needed_extras
from questionnaires.model import ThemePack
from tests.clock import Clock
from tests.databases import journal_in, with_tables
from tests.jobs.conftest import Office
from tests.platform import TestPlatform
from tests.town import Town, Walker, pick

PEOPLE = {"100": "beleid", "101": "buitendienst", "102": "balie-kcc", "103": "beleid"}
STYLES = ("none", "one", "all", "worst", "mixed")
UNLIKE = ("timestamp", "ms", "reference")


def in_doubt(pack: ThemePack, group: str, skill: str) -> Mapping[str, str]:
    """Answers to the core questions of a skill that call for its extra question."""
    core = [item for item in core_items(pack, group) if item.skill == skill]
    for options in product(*(item.options for item in core)):
        chosen = {item.id: option.id for item, option in zip(core, options, strict=True)}
        if any(e.skill == skill for e in needed_extras(pack, group, chosen, pack.minima[group])):
            return chosen
    raise AssertionError(f"{skill} has no extra question for {group}")


def answers(walker: Walker, group: str, style: str) -> dict[str, str]:
    """Answers to the page in view: all best, all worst, or such that call for extras."""
    pack, items = walker.town.pack, walker.shown()
    best = {item.id: pick(item, True) for item in items}
    worst = {item.id: pick(item, False) for item in items}
    doubtful = pack.skills if style == "all" else pack.skills[:1]
    core = [key for skill in doubtful for key in in_doubt(pack, group, skill.id).items()]
    doubt = {key: value for key, value in core if key in best}
    mixed = {key: (best, worst)[number % 2][key] for number, key in enumerate(best)}
    told = {"none": best, "worst": worst, "mixed": mixed}
    return told.get(style) or {**best, **doubt}


@dataclass
class Quarter:
    """The municipality with its LMS: launches, REST API and gradebook, each on a socket."""

    town: Town
    moodle: FakeMoodle
    grades: FakeAdvantage
    office: Office
    extras: int = 0

    def takes_part(self, sub: str, style: str) -> Walker:
        """Launch, scan and result; counts the extra questions that were asked."""
        walker = Walker(self.town, self.town.app.test_client())
        walker.launch(sub, **self.grades.claims())
        walker.next()
        while walker.page.page in ("questions", "closing"):
            self.extras += len(walker.shown()) if walker.page.page == "closing" else 0
            walker.next(**answers(walker, PEOPLE[sub], style))
        assert walker.page.page == "result"
        return walker

    def deliver(self) -> None:
        """All that is due now, and all that is due in the working hours that follow."""
        self.office.run()
        self.office.run(days=8)

    def traces(self, log: str) -> dict[str, Any]:
        """What others could look at: the LMS's side, the log, the metrics and the database."""
        courses = self.moodle.site.courses
        return {
            "rest calls": self.moodle.calls,
            "enrolled": {course: sorted(self.moodle.enrolled(course)) for course in courses},
            "grade calls": sorted((verb, path) for verb, path, _ in self.grades.calls),
            "grades": sorted(str(_plain(score)) for score in self.grades.scores),
            "log": _log(log),
            "metrics": _metrics(self.town.app),
            **_database(self.town.app),
        }


def _plain(score: Mapping[str, Any]) -> dict[str, Any]:
    hidden = ("timestamp", "lineItem")
    return {key: value for key, value in score.items() if key not in hidden}


def _log(text: str) -> list[str]:
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [str({k: v for k, v in line.items() if k not in UNLIKE}) for line in lines]


def _metrics(app: Flask) -> list[str]:
    text = app.test_client().get("/metrics").get_data(as_text=True)
    return [line for line in text.splitlines() if "last_run" not in line]


def _database(app: Flask) -> dict[str, Any]:
    with app.app_context():
        counts, lengths = {}, {}
        for table in Base.metadata.sorted_tables:
            counts[table.name] = db.session.scalar(select(func.count()).select_from(table))
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    sizes = db.session.scalars(select(func.length(column)))
                    lengths[str(column)] = sorted(size or 0 for size in sizes)
        states = select(Delivery.kind, Delivery.state, Delivery.attempts, Delivery.code)
        rows = sorted(tuple(row) for row in db.session.execute(states))
        db.session.rollback()
    return {"rows": counts, "lengths": lengths, "deliveries": rows}


@contextmanager
def quarter(folder: Path, policy: str = "everyone") -> Iterator[Quarter]:
    """A municipality with four employees and nothing done yet."""
    folder.mkdir()
    settings = Settings(
        database_url=with_tables(folder),
        public_url="http://localhost",
        secret_key="a secret for tests only",
        data_keys=(Fernet.generate_key().decode(),),
        allow_private_hosts=("127.0.0.0/8",),
        erasure_journal=journal_in(folder),
    )
    clock = Clock()
    app = create_app(settings, clock)
    with (
        TestPlatform() as lms,
        FakeMoodle() as moodle,
        FakeAdvantage(_keys(app), clock=clock) as grades,
    ):
        town = Town(app, lms, clock, policy)
        _connect(town, moodle, grades)
        yield Quarter(town, moodle, grades, Office(app, clock))
    with app.app_context():
        db.engine.dispose()


def _keys(app: Flask) -> Callable[[], Any]:
    return lambda: app.test_client().get("/lti/jwks.json").get_json()


def _connect(town: Town, moodle: FakeMoodle, grades: FakeAdvantage) -> None:
    for sub, group in PEOPLE.items():
        town.add_person(sub, group)
        moodle.add_user(sub)
        grades.add_member(sub)
    for course in ("11", "12", "13"):
        moodle.add_course(course, f"ID-{course}", f"Cursus {course}")
    tools: Toolbox = town.app.extensions[EXTENSION]
    values = {
        "token_url": grades.token_url,
        "api_adapter": "moodle",
        "api_url": moodle.url,
        "api_token_sealed": tools.vault.seal_text(moodle.token),
    }
    with town.app.app_context():
        db.session.execute(update(Platform).values(values))
        db.session.commit()
