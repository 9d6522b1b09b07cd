"""Every page that exists, in the states that it has: a name, and how a browser gets there.

    with Tour(town, lms, browser) as tour:
        page = tour.open("result-mixed")

Whoever makes a page adds it to STOPS; then it is checked at every width, and photographed.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update

from lti_tool.models import (
    Coordinator,
    Cycle,
    Delivery,
    OfferLink,
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
from questionnaires.model import Outcome, SkillOutcome
from tests.platform import INSTRUCTOR, SYSTEM_ADMIN
from tests.town import Town
from tests.web.answers import EXTRA, answers_for
from tests.web.lms_pages import LmsWithPages

GROUP = "beleid"
NEXT = 'button[name="go"][value="next"]'


class Tour:
    """One browser window in one municipality; each page is reached by a person of its own."""

    def __init__(self, town: Town, lms: LmsWithPages, browser: Browser, **window: Any) -> None:
        self.town, self.lms = town, lms
        self.context: BrowserContext = browser.new_context(**window)
        self.subs = count(100)

    def __enter__(self) -> Tour:
        return self

    def __exit__(self, *problem: object) -> None:
        self.context.close()

    def open(self, name: str) -> Page:
        """A window with that page in view."""
        return STOPS[name](self)

    def person(self, group: str | None = GROUP) -> str:
        """Somebody new on the roster: the id under which the LMS launches them."""
        sub = str(next(self.subs))
        self.town.add_person(sub, group)
        return sub

    def launch(self, sub: str | None = None, **token: Any) -> Page:
        """The first page of a visit, in the whole window."""
        way_back = {"locale": "nl", "return_url": f"{self.lms.pages_url}/"}
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


def base(page: Page) -> str:
    """The address of the visit that the page belongs to."""
    head, _v, tail = page.url.partition("/v/")
    return f"{head}/v/{tail.split('/')[0]}"


def go_on(page: Page) -> Page:
    """Press the forward button, whatever has been filled in."""
    page.locator(NEXT).click()
    page.wait_for_load_state()
    return page


def inside(page: Page, path: str) -> Page:
    """Another page of the visit, opened by following a link to it."""
    with page.expect_navigation():
        page.evaluate("url => { location.href = url }", base(page) + path)
    return page


def offered(tour: Tour, state: str) -> Page:
    """The page between a click on a training and its course."""
    page = tour.launch(tour.submitted("op", "onder", "grens"))
    tour.change(Delivery, state=state)
    page.locator('button[name="offer"]').first.click()
    page.wait_for_url("**/start/**")
    return page


def in_a_frame(tour: Tour) -> Page:
    """The same when the course is ready and the tool sits in a frame of the LMS."""
    tour.lms.token = {}
    sub = tour.submitted("op", "onder", "grens")
    tour.change(Delivery, state="delivered")
    page = tour.context.new_page()
    page.goto(f"{tour.lms.pages_url}/course?sub={sub}")
    frame = page.frame_locator("#tool")
    frame.locator('button[name="offer"]').first.click()
    frame.locator('html[data-page="start"]').wait_for()
    return page


def resumed(tour: Tour) -> Page:
    return tour.launch(tour.answered("op", "onder", "grens"))


def closing(*wanted: str) -> Callable[[Tour], Page]:
    return lambda tour: go_on(tour.launch(tour.answered(*wanted)))


def result(*wanted: str) -> Callable[[Tour], Page]:
    return lambda tour: tour.launch(tour.submitted(*wanted))


def strange_result(tour: Tour) -> Page:
    ids = [skill.id for skill in tour.town.pack.skills]
    rows = zip(ids, (2, 1, None), (0, 2, 2), ("geen_eis", "onbekend", "onbekend"), strict=True)
    skills = (SkillOutcome(skill, None, level, least, how) for skill, level, least, how in rows)
    return tour.launch(tour.with_outcome(Outcome(tuple(skills))))


def bye(tour: Tour) -> Page:
    page = tour.launch()
    page.locator('button[name="close"]').click()
    page.locator('html[data-page="bye"]').wait_for()
    return page


def no_cycle(tour: Tour) -> Page:
    tour.change(Cycle, state="archived")
    return tour.launch()


def gate(tour: Tour) -> Page:
    tour.change(Cycle, state="planned", scan_url="")
    tour.change(OfferLink, healthy=False)
    return tour.launch(roles=[SYSTEM_ADMIN])


def picker(tour: Tour) -> Page:
    settings = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "deep_link_return_url": f"{tour.lms.pages_url}/return",
    }
    kind = {"message_type": "LtiDeepLinkingRequest", "deep_linking_settings": settings}
    return tour.launch(roles=[INSTRUCTOR], drop=["resource_link"], **kind)


def picker_error(tour: Tour) -> Page:
    page = picker(tour)
    page.evaluate("document.querySelector('input:checked').checked = false")
    page.locator('button[value="place"]').click()
    page.locator("#missing").wait_for()
    return page


def placed_offer(*wanted: str) -> Callable[[Tour], Page]:
    def way(tour: Tour) -> Page:
        page = tour.launch(tour.submitted(*wanted) if wanted else tour.person())
        offer = next(row for row in tour.town.pack.offers if row.kind == "microlearning")
        return inside(page, f"/open/{offer.id}")

    return way


def visit_over(tour: Tour) -> Page:
    page = tour.launch()
    tour.town.clock.forward(hours=11)
    page.reload()
    return page


def unknown_address(tour: Tour) -> Page:
    page = tour.context.new_page()
    page.goto(f"{tour.lms.tool_url}/nergens")
    return page


def refused_launch(tour: Tour) -> Page:
    page = tour.context.new_page()
    page.goto(f"{tour.lms.tool_url}/lti/login?iss=https://elders.example&login_hint=5")
    return page


STOPS: dict[str, Callable[[Tour], Page]] = {
    "welcome": lambda tour: tour.launch(),
    "welcome-resumed": resumed,
    "group": lambda tour: go_on(tour.launch(tour.person(None))),
    "group-error": lambda tour: go_on(go_on(tour.launch(tour.person(None)))),
    "questions": lambda tour: go_on(tour.launch()),
    "questions-error": lambda tour: go_on(go_on(tour.launch())),
    "closing-none": closing("op", "op", "op"),
    "closing-one": closing(EXTRA, "op", "op"),
    "closing-all": closing(EXTRA, EXTRA, EXTRA),
    "closing-error": lambda tour: go_on(closing(EXTRA, EXTRA, "op")(tour)),
    "result-good": result("boven", "op", "boven"),
    "result-below": result("onder", "onder", "onder"),
    "result-mixed": result("op", "onder", "grens"),
    "result-strange": strange_result,
    "start-waiting": lambda tour: offered(tour, "waiting"),
    "start-stuck": lambda tour: offered(tour, "refused"),
    "start-ready": in_a_frame,
    "privacy": lambda tour: inside(tour.launch(), "/privacy"),
    "bye": bye,
    "none": no_cycle,
    "manager": lambda tour: tour.launch(tour.with_role("manager")),
    "coordinator": lambda tour: tour.launch(tour.with_role("coordinator")),
    "admin": lambda tour: tour.launch(roles=[SYSTEM_ADMIN]),
    "admin-gate": gate,
    "picker": picker,
    "picker-error": picker_error,
    "offer-before": placed_offer(),
    "offer-after": placed_offer("op", "onder", "grens"),
    "problem-in-visit": lambda tour: inside(go_on(tour.launch()), "/questions/99"),
    "problem-not-yours": lambda tour: inside(tour.launch(), "/admin"),
    "problem-visit-over": visit_over,
    "problem-unknown-address": unknown_address,
    "problem-refused-launch": refused_launch,
}
