"""A rehearsal: L&D's page, and the account that says it is for testing."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from lti_tool.models import Person, db
from lti_tool.services.hand import Hand
from lti_tool.services.rehearsal import switch_on
from tests.web.desk_stops import at_desk
from tests.web.steps import inside
from tests.web.tour import Tour


def switched_on(tour: Tour) -> None:
    """L&D rehearses."""
    town = tour.town
    with town.app.app_context():
        switch_on(db.session(), Hand(town.organisation_id, "coordinator x", town.clock()))


def rehearsal_on(tour: Tour) -> Page:
    """Somebody has tried."""
    switched_on(tour)
    tour.submitted("op", "onder", "grens")
    tour.change(Person, rehearsal=True)
    return at_desk("/rehearsal")(tour)


def test_account(tour: Tour) -> Page:
    """What it means, before saying so."""
    switched_on(tour)
    return inside(tour.launch("900"), "/test-account")


def rehearsing(tour: Tour) -> Page:
    """The first page of a test account."""
    page = test_account(tour)
    page.locator('button[value="test"]').click()
    page.wait_for_load_state()
    return page


REHEARSAL_STOPS: dict[str, Callable[[Tour], Page]] = {
    "rehearsal": at_desk("/rehearsal"),
    "rehearsal-on": rehearsal_on,
    "test-account": test_account,
    "welcome-test-account": rehearsing,
}
