"""A municipality whose quarter is over, with everybody's results known, and all who listened."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from adapters.mail import mailer_of
from config.logs import configure_logs
from lti_tool.models import Cycle, Organisation, Person, db
from lti_tool.services.cycles import dates_of
from lti_tool.toolbox import EXTENSION
from questionnaires.grading import grade
from tests import dump
from tests.postbus import Postbus
from tests.quarter import PEOPLE, Quarter, quarter
from tests.town import Walker
from tests.web.answers import answers_for

COLLEAGUES = {str(number): "beleid" for number in range(700_201, 700_209)}
MIXES = (
    ("onder", "boven", "op"),
    ("boven", "onder", "extra"),
    ("grens", "op", "onder"),
    ("extra", "extra", "boven"),
)


@dataclass
class Lived:
    """A municipality after its quarter, and all who listened."""

    q: Quarter
    ear: dump.Ear
    postbus: Postbus
    lines: io.StringIO
    known: dump.Known
    own: str = ""

    @property
    def file(self) -> Path:
        """SQLite's file."""
        with self.q.town.app.app_context():
            return Path(str(db.engine.url.database))

    def channels(self) -> dict[str, str]:
        """What others could look at, in words."""
        app = self.q.town.app
        return {
            "rows": dump.rows_of(app, dump.CONTENT | dump.PUBLISHED),
            "log": dump.log_lines(self.lines.getvalue()),
            "metrics": app.test_client().get("/metrics").get_data(as_text=True),
            "lms": "\n".join(self.ear.heard),
            "mails": dump.mails(self.postbus),
        }

    def found(self, channel: str) -> list[str]:
        """What the search finds in a channel now."""
        if channel == "raw":
            return dump.findings(dump.raw(self.file), self.known.patterns(loose=False))
        if channel == "published":
            return dump.findings(dump.published(self.q.town.app), self.known.patterns(loose=False))
        return dump.findings(self.channels()[channel], self.known.patterns())

    def change(self, *rows: object) -> None:
        """Put rows into the database."""
        with self.q.town.app.app_context():
            db.session.add_all(rows)
            db.session.commit()


@contextmanager
def lived_through(folder: Path) -> Iterator[Lived]:
    """A quarter from the first scan to weeks after its publishing."""
    lines = io.StringIO()
    with Postbus().open() as postbus, quarter(folder / "q") as q:
        configure_logs("INFO", lines)
        yield _live(Lived(q, dump.Ear(), postbus, lines, dump.Known(q.town.pack)))
    configure_logs()


def _live(lived: Lived) -> Lived:
    q = lived.q
    tools = q.town.tools
    mailer = mailer_of(replace(tools.settings, smtp_url=lived.postbus.url))
    q.town.app.extensions[EXTENSION] = replace(tools, door=lived.ear, mailer=mailer)
    _people(q)
    for number, (sub, group) in enumerate({**PEOPLE, **COLLEAGUES}.items()):
        lived.own = _takes_part(lived, sub, group, MIXES[number % len(MIXES)])
    q.deliver()
    with q.town.app.app_context():
        closing_at = dates_of(db.session.get_one(Cycle, q.town.cycle_id)).closing
        db.session.rollback()
    for days in (0, 5, 20, 40, 60):
        q.office.run(closing_at + timedelta(days=days))
    return lived


def _people(q: Quarter) -> None:
    seal = q.town.tools.vault.seal_text
    for sub, group in COLLEAGUES.items():
        q.town.add_person(sub, group)
        q.moodle.add_user(sub)
        q.grades.add_member(sub)
    with q.town.app.app_context():
        db.session.execute(update(Organisation).values(contact_email="leren@stad.example"))
        for person in db.session.scalars(select(Person)):
            person.first_name_sealed = seal(f"Voornaam{person.lms_user_id}")
            person.email_sealed = seal(f"post{person.lms_user_id}@stad.example")
        db.session.commit()


def _takes_part(lived: Lived, sub: str, group: str, mix: tuple[str, ...]) -> str:
    """Somebody scans, does a skill again and looks at all that is theirs; the own download."""
    q, pack = lived.q, lived.q.town.pack
    mix = tuple(
        status if pack.minima[group].get(skill.id) else "geen_eis"
        for skill, status in zip(pack.skills, mix, strict=True)
    )
    wanted = answers_for(pack, group, *mix)
    walker = Walker(q.town, q.town.app.test_client())
    walker.launch(sub, **q.grades.claims())
    given: dict[str, str] = {}
    walker.next()
    while walker.page.page in ("questions", "closing"):
        page = {i.id: wanted.get(i.id, i.options[-1].id) for i in walker.shown()}
        given |= page
        walker.next(**page)
    assert walker.page.page == "result"
    lived.known.add(given, grade(pack, group, given, pack.minima[group]))
    for path in ("/progress", "/data", "/privacy"):
        walker.get(path)
    return walker.client.get(walker.base + "/data/download").get_data(as_text=True)
