"""Every page that exists, in the states that it has: a name, and how a browser gets there.

Whoever makes a page adds it to STOPS; then it is checked at every width, and photographed.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from lti_tool.models import Cycle, Delivery, OfferLink
from questionnaires.model import Outcome, SkillOutcome
from tests.platform import SYSTEM_ADMIN
from tests.web.admin_stops import ADMIN_STOPS
from tests.web.answers import EXTRA
from tests.web.desk_stops import DESK_STOPS, picker
from tests.web.draft_stops import DRAFT_STOPS
from tests.web.learning_stops import LEARNING_STOPS
from tests.web.message_stops import MESSAGE_STOPS
from tests.web.own_stops import OWN_STOPS
from tests.web.rehearsal_stops import REHEARSAL_STOPS
from tests.web.report_stops import REPORT_STOPS
from tests.web.roster_stops import ROSTER_STOPS
from tests.web.setup_stops import SETUP_STOPS
from tests.web.steps import go_on, inside
from tests.web.team_stops import TEAM_STOPS
from tests.web.theme_stops import THEME_STOPS
from tests.web.tour import Tour
from tests.web.worklist_stops import WORKLIST_STOPS
from tests.web.workshop_stops import WORKSHOP_STOPS
from tests.web.year_stops import YEAR_STOPS


def offered(tour: Tour, state: str) -> Page:
    """The page between a click on a training and its course."""
    page = tour.launch(tour.submitted("op", "onder", "grens"))
    tour.change(Delivery, state=state)
    page.locator("button[data-offer]").first.click()
    page.wait_for_url("**/start/**")
    return page


def resumed(tour: Tour) -> Page:
    return tour.launch(tour.answered("op", "onder", "grens"))


def closing(*wanted: str) -> Callable[[Tour], Page]:
    return lambda tour: go_on(tour.launch(tour.answered(*wanted)))


def closing_error(tour: Tour) -> Page:
    """As a browser shows it that does not itself hold back what is incomplete."""
    page = closing(EXTRA, EXTRA, "op")(tour)
    page.evaluate("document.querySelector('form[action$=closing]').noValidate = true")
    return go_on(page)


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
    "closing-error": closing_error,
    "result-good": result("boven", "op", "boven"),
    "result-below": result("onder", "onder", "onder"),
    "result-mixed": result("op", "onder", "grens"),
    "result-strange": strange_result,
    "start-waiting": lambda tour: offered(tour, "waiting"),
    "start-stuck": lambda tour: offered(tour, "refused"),
    "privacy": lambda tour: inside(tour.launch(), "/privacy"),
    "bye": bye,
    "none": no_cycle,
    **OWN_STOPS,
    **WORKSHOP_STOPS,
    **LEARNING_STOPS,
    **WORKLIST_STOPS,
    **DESK_STOPS,
    **REHEARSAL_STOPS,
    "manager": lambda tour: tour.launch(tour.with_role("manager")),
    **TEAM_STOPS,
    "coordinator": lambda tour: tour.launch(tour.with_role("coordinator")),
    "admin": lambda tour: tour.launch(roles=[SYSTEM_ADMIN]),
    "admin-gate": gate,
    **YEAR_STOPS,
    **MESSAGE_STOPS,
    **REPORT_STOPS,
    **ROSTER_STOPS,
    **ADMIN_STOPS,
    **DRAFT_STOPS,
    **THEME_STOPS,
    **SETUP_STOPS,
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
