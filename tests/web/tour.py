"""Somebody with a browser who can be anybody: new, halfway, with a result, with a role.

with Tour(town, lms, browser) as tour:
    page = tour.launch(tour.submitted("op", "onder", "grens"))
"""

from __future__ import annotations

from itertools import count
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update

from lti_tool.models import (
    Coordinator,
    Organisation,
    Person,
    Scan,
    Team,
    TeamManager,
    db,
)
from lti_tool.services.scanning import Desk, Sheet, find_sheet, save_answers, start
from lti_tool.services.sealed import seal_outcome
from lti_tool.services.writeback import Place, submit
from questionnaires.grading import outcome_document
from questionnaires.model import Outcome
from tests.town import Town
from tests.web.answers import answers_for
from tests.web.lms_pages import LmsWithPages

GROUP = "beleid"


class Tour:
    """One browser window in one municipality; each page is reached by a person of its own."""

    def __init__(self, town: Town, lms: LmsWithPages, browser: Browser, **window: Any) -> None:
        self.town, self.lms = town, lms
        self.context: BrowserContext = browser.new_context(**window)
        self.locale = str(window.get("locale", "nl"))
        self.subs = count(100)

    def __enter__(self) -> Tour:
        return self

    def __exit__(self, *problem: object) -> None:
        self.context.close()

    def person(self, group: str | None = GROUP) -> str:
        """Somebody new on the roster: the id under which the LMS launches them."""
        sub = str(next(self.subs))
        self.town.add_person(sub, group)
        return sub

    def launch(self, sub: str | None = None, **token: Any) -> Page:
        """The first page of a visit, in the whole window."""
        way_back = {"locale": self.locale, "return_url": f"{self.lms.pages_url}/"}
        self.lms.token = {"launch_presentation": way_back, **token}
        page = self.context.new_page()
        page.goto(self.lms.start_url(sub or self.person()))
        page.wait_for_url("**/v/**")
        return page

    def answered(self, *wanted: str) -> str:
        """Somebody who has answered all core questions, see :func:`answers_for`."""
        sub = self.person()
        with self.town.app.app_context():
            self._answer(sub, *wanted)
            db.session.commit()
        return sub

    def submitted(self, *wanted: str) -> str:
        """Somebody who has a result."""
        sub = self.person()
        with self.town.app.app_context():
            desk, sheet = self._answer(sub, *wanted)
            organisation = db.session.get_one(Organisation, self.town.organisation_id)
            submit(desk, sheet, organisation, Place(None))
        return sub

    def _answer(self, sub: str, *wanted: str) -> tuple[Desk, Sheet]:
        tools = self.town.tools
        desk = Desk(db.session(), tools.vault, tools.shelf, self.town.clock())
        sheet = find_sheet(desk, self._row(sub))
        assert sheet is not None
        answers = answers_for(self.town.pack, GROUP, *wanted)
        return desk, save_answers(desk, start(desk, sheet), answers)

    def _row(self, sub: str) -> Person:
        return db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one()

    def with_outcome(self, outcome: Outcome) -> str:
        """Somebody whose result is this one, whatever was answered."""
        sub = self.submitted("op", "op", "op")
        with self.town.app.app_context():
            person = self._row(sub)
            assert person.wrapped_key is not None
            sealed = seal_outcome(
                self.town.tools.vault, person.wrapped_key, outcome_document(outcome)
            )
            self._set(update(Scan).where(Scan.person_id == person.id), outcome_sealed=sealed)
        return sub

    def with_role(self, role: str) -> str:
        """Somebody who is a manager or a coordinator as well."""
        sub = self.person()
        with self.town.app.app_context():
            person = self._row(sub)
            if role == "coordinator":
                now = self.town.clock()
                row = Coordinator(person_id=person.id, confirmed_at=now, confirmed_by="beheer")
                db.session.add(row)
            else:
                team = Team(organisation_id=self.town.organisation_id, name=f"Team {sub}")
                db.session.add(team)
                db.session.flush()
                db.session.add(TeamManager(team_id=team.id, person_id=person.id))
            db.session.commit()
        return sub

    def change(self, model: Any, **values: Any) -> None:
        """Set columns of all rows of a table."""
        with self.town.app.app_context():
            self._set(update(model), **values)

    def _set(self, statement: Any, **values: Any) -> None:
        db.session.execute(statement.values(**values))
        db.session.commit()
