"""The pages that are the employee's own, and what a coordinator sees of a request for a talk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from lti_tool.models import Cycle, DataLink, Person, Scan, db
from lti_tool.services.asking import ask
from lti_tool.services.noticeboard import board_code
from lti_tool.services.own_links import make_link
from tests.web.answers import EXTRA, answers_for
from tests.web.steps import go_on, inside
from tests.web.tour import GROUP, Tour

WORDS = "Delen in Teams lukt mij slecht. Dinsdag of donderdag kan, liefst om negen uur."


def done(tour: Tour, *wanted: str) -> Page:
    """Somebody with a result, in front of it."""
    return tour.launch(tour.submitted(*(wanted or ("op", "onder", "grens"))))


def within(path: str) -> Callable[[Tour], Page]:
    """A page of somebody who has a result."""
    return lambda tour: inside(done(tour), path)


def anew(path: str) -> Callable[[Tour], Page]:
    """The same page of somebody who has done nothing yet."""
    return lambda tour: inside(tour.launch(), path)


def chosen(tour: Tour, go: str = "next") -> Page:
    """The first skill is chosen."""
    page = inside(done(tour), "/again")
    page.locator(".choice__label").first.click()
    page.locator(f'button[name="go"][value="{go}"]').click()
    page.wait_for_load_state()
    return page


def answered(tour: Tour, wanted: str) -> Page:
    """The core questions of the first skill are answered once more."""
    page = chosen(tour)
    for item, option in answers_for(tour.town.pack, GROUP, wanted, "op", "op").items():
        for label in page.locator(f'label[for^="{item}-{option}"]').all():
            label.click()
    return go_on(page)


def closed(tour: Tour) -> Page:
    page = done(tour)
    tour.change(Cycle, state="closed", closed_at=tour.town.clock())
    return inside(page, "/again")


def gone(tour: Tour, path: str) -> Page:
    page = done(tour)
    tour.change(Scan, answers_sealed=b"", outcome_sealed=b"")
    return inside(page, path)


def erased(tour: Tour) -> Page:
    page = inside(done(tour), "/erase")
    page.locator('button[name="erase"]').click()
    page.locator('html[data-page="erased"]').wait_for()
    return page


def heard(tour: Tour, words: str | None = WORDS, who: str | None = None) -> str:
    """Somebody is coordinator; ``who`` asks for a talk, or somebody new. Returns who listens."""
    listener, asker = tour.with_role("coordinator"), who or tour.person()
    if words is not None:
        with tour.town.app.app_context():
            person = db.session.scalars(select(Person).where(Person.lms_user_id == asker)).one()
            ask(db.session(), tour.town.tools.vault, person, words, tour.town.clock())
    return listener


def asked(tour: Tour) -> Page:
    sub = tour.submitted("op", "onder", "grens")
    heard(tour, who=sub)
    return inside(tour.launch(sub), "/ask")


def asking(tour: Tour) -> Page:
    heard(tour, words=None)
    return inside(done(tour), "/ask")


def requests(words: str | None) -> Callable[[Tour], Page]:
    return lambda tour: inside(tour.launch(heard(tour, words)), "/requests")


def on_paper(kind: str) -> Callable[[Tour], Page]:
    def way(tour: Tour) -> Page:
        sub = tour.person()
        with tour.town.app.app_context():
            person = db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one()
            code = make_link(db.session(), person, kind, tour.town.clock())
            assert db.session.scalars(select(DataLink)).one()
        page = tour.context.new_page()
        page.goto(f"{tour.lms.tool_url}/mine/{code}")
        return page

    return way


def looking_back(tour: Tour) -> Page:
    """The last month of the quarter, for somebody who took part."""
    page = done(tour)
    opens = tour.town.clock().date() - timedelta(weeks=20)
    quarter = f"{opens.year}-Q{(opens.month + 2) // 3}"
    closes = opens + timedelta(weeks=4)
    tour.change(Cycle, state="published", opens=opens, closes=closes, quarter=quarter)
    return inside(page, "/evaluation")


def board(tour: Tour) -> Page:
    """The public page, as an intranet shows it."""
    page = tour.context.new_page()
    with tour.town.app.app_context():
        secret = str(tour.town.app.config["SECRET_KEY"])
        code = board_code(secret, tour.town.organisation_id)
    language = f"?lang={tour.locale}"
    page.goto(f"{tour.lms.tool_url}/board/{code}{language}")
    return page


OWN_STOPS: dict[str, Callable[[Tour], Page]] = {
    "again": within("/again"),
    "again-error": lambda tour: go_on(inside(done(tour), "/again")),
    "again-closed": closed,
    "again-questions": chosen,
    "again-questions-error": lambda tour: go_on(chosen(tour)),
    "again-closing-none": lambda tour: answered(tour, "op"),
    "again-closing-one": lambda tour: answered(tour, EXTRA),
    "explanations-none": within("/explanations"),
    "explanations": lambda tour: chosen(tour, "explain"),
    "progress": within("/progress"),
    "progress-none": anew("/progress"),
    "progress-gone": lambda tour: gone(tour, "/progress"),
    "data": within("/data"),
    "data-none": anew("/data"),
    "data-gone": lambda tour: gone(tour, "/data"),
    "forgotten": lambda tour: gone(tour, "/result"),
    "erase": within("/erase"),
    "erased": erased,
    "ask": asking,
    "ask-open": asked,
    "ask-nobody": within("/ask"),
    "requests": requests(WORDS),
    "requests-none": requests(None),
    "evaluation": looking_back,
    "evaluation-error": lambda tour: go_on(looking_back(tour)),
    "evaluation-done": within("/evaluation"),
    "board": board,
    "communication": lambda tour: inside(
        tour.launch(tour.with_role("coordinator")), "/communication"
    ),
    "mine-export": on_paper("export"),
    "mine-erase": on_paper("erase"),
}
