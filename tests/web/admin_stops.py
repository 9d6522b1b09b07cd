"""The admin's pages for people, platforms, minima and the log, in the states that they have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from lti_tool.models import Change, db
from tests.platform import SYSTEM_ADMIN
from tests.web.steps import go_on, inside
from tests.web.tour import Tour

WHAT = (
    "cycle 1 opened: cursus stond klaar",
    "session 3 of tm-ws-vinden planned",
    "roster of platform 1 from csv: 12 new, 3 changed, 1 left",
    "keep_answers_days set",
    "something that nobody wrote words for",
)


def at(path: str) -> Callable[[Tour], Page]:
    """A page of an admin."""
    return lambda tour: inside(tour.launch(roles=[SYSTEM_ADMIN]), path)


def named(tour: Tour) -> str:
    """The first name of a colleague, as the roster keeps it."""
    name = tour.town.tools.vault.seal_text("Noor")
    tour.town.add_person(str(next(tour.subs)), first_name_sealed=name)
    return "Noor"


def searched(text: str) -> Callable[[Tour], Page]:
    """Somebody was looked up, while another is coordinator."""

    def way(tour: Tour) -> Page:
        named(tour)
        tour.with_role("coordinator")
        page = at("/people")(tour)
        page.locator("#who").fill(text)
        page.locator('button[value="search"]').click()
        page.wait_for_load_state()
        return page

    return way


def confirmed(tour: Tour) -> Page:
    """Somebody has just been made a coordinator."""
    page = searched("Noor")(tour)
    page.locator('form[action$="/people/confirm"] button').first.click()
    page.locator('[role="status"]').wait_for()
    return page


def logged(tour: Tour) -> Page:
    """Somebody was made a coordinator, and much else was done."""
    page = confirmed(tour)
    with tour.town.app.app_context():
        for number in range(40):
            row = Change(
                organisation_id=tour.town.organisation_id,
                at=tour.town.clock() - timedelta(days=number, minutes=5),
                actor=("themascan", "command line", "nightly job")[number % 3],
                what=WHAT[number % len(WHAT)],
            )
            db.session.add(row)
        db.session.commit()
    return inside(page, "/log")


def one_platform(button: str = "") -> Callable[[Tour], Page]:
    """An LMS without API access; checked or saved by a button."""

    def way(tour: Tour) -> Page:
        page = at(f"/platforms/{tour.town.platform_id}")(tour)
        if button:
            page.locator(f'button[value="{button}"]').click()
            page.wait_for_load_state()
        return page

    return way


def address(tour: Tour) -> Page:
    """An address has been made."""
    return go_on(at("/platforms")(tour))


def new_platform(tour: Tour) -> Page:
    """A registration by hand in which everything is missing."""
    page = at("/platforms/new")(tour)
    page.locator('button[value="next"]').click()
    page.wait_for_load_state()
    return page


ADMIN_STOPS: dict[str, Callable[[Tour], Page]] = {
    "people-none": at("/people"),
    "people": confirmed,
    "people-found": searched("Noor"),
    "people-error": searched(""),
    "platforms": at("/platforms"),
    "platform-address": address,
    "platform": one_platform(),
    "platform-checked": one_platform("check"),
    "platform-error": one_platform("next"),
    "platform-new-error": new_platform,
    "log": logged,
    "log-none": at("/log?text=niets"),
    "log-error": at("/log?first=gisteren"),
}
