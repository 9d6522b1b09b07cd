"""A whole quarter with other results: what others get differs in the published snapshot alone.

Mails, agenda files, tables, sheets, boards and every page that a manager, a coordinator or an
admin may open are laid beside those of a quarter with the same clicks and opposite results. The
snapshot of one quarter then takes the place of the other's, and nothing at all may differ.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from adapters.mail import mailer_of
from lti_tool.access import roles_of
from lti_tool.models import Cycle, Organisation, Person, Snapshot, db
from lti_tool.services.cycles import dates_of
from lti_tool.toolbox import EXTENSION
from tests import dump
from tests.postbus import Postbus
from tests.quarter import PEOPLE, Quarter, quarter
from tests.services.workshop import Venue
from tests.test_access import launched, visit_routes
from tests.test_quarter_everything import OTHERS, plain
from tests.town import Walker

pytestmark = pytest.mark.usefixtures("a_database")
COLLEAGUES = [str(number) for number in range(200, 208)]
EVERYBODY = (*PEOPLE, *COLLEAGUES)
# What is made from the snapshot, and may say what the snapshot says.
TOLD = ("manager /", "manager /team", "coordinator /reports", "admin /reports")
# What a letter's number and moment of sending are made of.
CHANCE = r"\('(Date|Message-ID)', '[^']*'\)"
# The subject of the letters with the published figures.
FEEDBACK = "Dit leverde de scan ‘Samenwerken in Microsoft Teams’ ons op"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Others:
    """A quarter after its publishing, and the mails that went out."""

    q: Quarter
    postbus: Postbus
    walkers: dict[str, Walker]

    def pages(self) -> dict[str, str]:
        """Every page and file that others may open, by role and address."""
        found: dict[str, str] = {}
        for role, walker in self.walkers.items():
            for endpoint, method, path in visit_routes(self.q.town.app):
                if method == "GET" and role in roles_of(self.q.town.app, endpoint):
                    answer = walker.client.get(walker.base + path, follow_redirects=True)
                    found[f"{role} {path}"] = words(answer)
        return found

    def mails(self) -> list[str]:
        """Whole letters, in the order of what they say."""
        letters = [dump.letter(mail) for mail in self.postbus.mails]
        return sorted(plain(re.sub(CHANCE, "", text)) for text in letters if FEEDBACK not in text)

    def feedback(self) -> set[str]:
        """The letters with the published figures, without whom they are for."""
        letters = [dump.letter(mail) for mail in self.postbus.mails]
        return {
            plain(re.sub(f"{CHANCE}|(post|Voornaam)[0-9]+", "", text))
            for text in letters
            if FEEDBACK in text
        }

    @property
    def snapshot(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What was published, and the paper of its audit."""
        with self.q.town.app.app_context():
            found = db.session.scalars(select(Snapshot)).one()
            assert found.certificate is not None
            return found.document, found.certificate

    def publish_instead(self, document: dict[str, Any], certificate: dict[str, Any]) -> None:
        """Another quarter's figures in place of one's own."""
        with self.q.town.app.app_context():
            values = {"document": document, "certificate": certificate}
            db.session.execute(update(Snapshot).values(values))
            db.session.commit()


def words(answer: TestResponse) -> str:
    """What an answer says, whatever kind of file it is."""
    if answer.mimetype != SHEET:
        return plain(answer.get_data(as_text=True))
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as sheet:
        parts = (name for name in sorted(sheet.namelist()) if "docProps" not in name)
        return "\n".join(sheet.read(name).decode() for name in parts)


def _settled(q: Quarter, postbus: Postbus) -> None:
    tools = q.town.tools
    mailer = mailer_of(replace(tools.settings, smtp_url=postbus.url))
    q.town.app.extensions[EXTENSION] = replace(tools, mailer=mailer)
    for sub in COLLEAGUES:
        q.town.add_person(sub)
        q.moodle.add_user(sub)
        q.grades.add_member(sub)
    seal = tools.vault.seal_text
    with q.town.app.app_context():
        db.session.execute(update(Organisation).values(contact_email="leren@stad.example"))
        for person in db.session.scalars(select(Person)):
            person.email_sealed = seal(f"post{person.lms_user_id}@stad.example")
            person.first_name_sealed = seal(f"Voornaam{person.lms_user_id}")
        db.session.commit()


def _takes_part(q: Quarter, sub: str, best: bool, session: int) -> None:
    walker = Walker(q.town, q.town.app.test_client())
    walker.launch(sub, **q.grades.claims())
    assert walker.scan(best).page == "result"
    walker.post("/offer", offer="tm-ml-vinden")
    walker.post("/bookings", book=str(session))


def _lived(folder: Path, best: bool, stack: ExitStack) -> Others:
    postbus = stack.enter_context(Postbus().open())
    q = stack.enter_context(quarter(folder))
    _settled(q, postbus)
    venue = Venue(q.town)
    sessions = [venue.session(3, days=day) for day in (5, 6)]
    for number, sub in enumerate(EVERYBODY):
        _takes_part(q, sub, best, sessions[number % 2])
    q.deliver()
    with q.town.app.app_context():
        closing = dates_of(db.session.get_one(Cycle, q.town.cycle_id)).closing
    for days in (0, 5, 8, 20):
        # Mails wait for office hours.
        q.office.run((closing + timedelta(days=days)).replace(hour=9))
    return Others(q, postbus, {role: launched(q.town, role) for role in OTHERS})


def test_others_get_the_same_but_for_what_was_published(tmp_path: Path) -> None:
    with ExitStack() as stack:
        good, bad = (_lived(tmp_path / str(best), best, stack) for best in (True, False))
        assert good.snapshot[0] != bad.snapshot[0]
        assert len(good.mails()) >= 2 * len(EVERYBODY)
        assert good.mails() == bad.mails()
        assert len(good.feedback()) == len(bad.feedback()) == 1
        assert good.feedback() != bad.feedback()

        before = bad.pages()
        expected = good.pages()
        assert len(expected) > 50
        told = {name for name, text in expected.items() if text != before[name]}
        assert told, "the published figures stand on no page"
        strays = [name for name in told if not name.startswith(TOLD)]
        assert strays == []

        bad.publish_instead(*good.snapshot)
        for name, text in bad.pages().items():
            assert text == expected[name], name
