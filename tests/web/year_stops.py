"""The year plan and its pages, in the states that they have."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from sqlalchemy import select

from lti_tool.models import Cycle, CycleMoment, db
from lti_tool.services.deciding import skip_quarter
from lti_tool.services.planning import plan_cycle
from lti_tool.services.proposing import propose_next_year
from questionnaires.calendar import local_date
from questionnaires.quarters import Quarter
from tests.platform import SYSTEM_ADMIN
from tests.web.steps import inside
from tests.web.tour import Tour


def quarter(tour: Tour, ahead: int) -> str:
    return str(Quarter.of(local_date(tour.town.clock())).later(ahead))


def filled(tour: Tour) -> dict[str, int]:
    """One runs, one is planned, one skipped, one proposed: their ids by state."""
    town = tour.town
    with town.app.app_context():
        session, organisation, now = db.session(), town.organisation_id, town.clock()
        opened = session.scalars(select(Cycle)).one()
        if opened.quarter != quarter(tour, 0):
            opened.quarter = quarter(tour, 0)
        theme = town.pack.id
        plan_cycle(session, organisation, theme, quarter(tour, 1), None, None, "", now)
        skip_quarter(session, organisation, quarter(tour, 2), now)
        year = Quarter.of(local_date(now)).year
        propose_next_year(session, organisation, year, now)
        session.add(
            CycleMoment(cycle_id=opened.id, kind="invite", due=now.date(), done_at=now, made=3)
        )
        session.commit()
        return {row.state: row.id for row in session.scalars(select(Cycle))}


def of_cycle(state: str) -> Callable[[Tour], Page]:
    def way(tour: Tour) -> Page:
        number = filled(tour)[state]
        return inside(tour.launch(roles=[SYSTEM_ADMIN]), f"/year/{number}")

    return way


def whole(tour: Tour) -> Page:
    filled(tour)
    return inside(tour.launch(roles=[SYSTEM_ADMIN]), "/year")


def refused(tour: Tour) -> Page:
    page = of_cycle("planned")(tour)
    page.locator("details.year-open summary").click()
    page.locator('form[action$="/open"] button').click()
    page.locator("#missing").wait_for()
    return page


def asked(tour: Tour) -> Page:
    """Whether a planned quarter is really to be skipped."""
    page = whole(tour)
    page.locator(".year-list summary").first.click()
    page.locator('.year-list details button[value="skip"]').wait_for()
    return page


def overlapping(tour: Tour) -> Page:
    """The days of the scan that is open."""
    page = of_cycle("planned")(tour)
    page.locator("#opens").fill(local_date(tour.town.clock()).isoformat())
    page.locator('form[action$="/dates"] button').click()
    page.locator("#missing").wait_for()
    return page


def with_address(tour: Tour) -> Page:
    page = inside(tour.launch(roles=[SYSTEM_ADMIN]), "/year")
    page.locator('button[value="make"]').click()
    page.locator(".year-feed").wait_for()
    return page


def planning(tour: Tour, wrong: bool = False) -> Page:
    page = inside(tour.launch(roles=[SYSTEM_ADMIN]), f"/year/plan/{quarter(tour, 1)}")
    if wrong:
        page.locator("#closes").fill("2020-01-01")
        page.locator('main button[name="go"]').click()
        page.locator("#missing").wait_for()
    return page


YEAR_STOPS: dict[str, Callable[[Tour], Page]] = {
    "year": whole,
    "year-empty": lambda tour: inside(tour.launch(roles=[SYSTEM_ADMIN]), "/year"),
    "year-skip": asked,
    "year-cycle-overlap-error": overlapping,
    "year-address": with_address,
    "year-cycle-open": of_cycle("open"),
    "year-cycle-planned": of_cycle("planned"),
    "year-cycle-draft": of_cycle("draft"),
    "year-cycle-error": refused,
    "year-plan": planning,
    "year-plan-error": lambda tour: planning(tour, wrong=True),
}
