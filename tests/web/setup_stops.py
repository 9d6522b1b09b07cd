"""The pages with which an admin sets up a municipality."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from lti_tool.models import Cycle, FunctionGroup, db
from tests.pictures import png
from tests.web.admin_stops import at
from tests.web.tour import Tour


def fresh(path: str) -> Callable[[Tour], Page]:
    """A page before anything has opened."""

    def way(tour: Tour) -> Page:
        tour.change(Cycle, state="draft")
        return at(path)(tour)

    return way


def sent(path: str, button: str, field: str = "", text: str = "") -> Callable[[Tour], Page]:
    """A form sent with one field as it should not be."""

    def way(tour: Tour) -> Page:
        page = fresh(path)(tour)
        if field:
            page.locator(field).fill(text)
        page.locator(button).click()
        page.wait_for_load_state()
        return page

    return way


NEXT = 'main form button[value="next"]'


def minima_wrong(tour: Tour) -> Page:
    """A group that the theme does not know, with one cell filled in."""
    with tour.town.app.app_context():
        owner = tour.town.organisation_id
        row = FunctionGroup(organisation_id=owner, code="haven", name="Haven", position=99)
        db.session.add(row)
        db.session.commit()
    page = fresh("/minima")(tour)
    page.locator('select[name^="haven."]').first.select_option("1")
    page.locator(NEXT).first.click()
    page.wait_for_load_state()
    return page


def with_logo(tour: Tour) -> Page:
    """A logo has been put up."""
    page = at("/appearance")(tour)
    page.locator("#logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": png(240, 80)}
    )
    page.locator('button[value="logo"]').click()
    page.locator('button[value="remove"]').wait_for()
    return page


SETUP_STOPS: dict[str, Callable[[Tour], Page]] = {
    "admin-first": fresh("/admin"),
    "setup": fresh("/setup"),
    "setup-organisation-error": sent("/setup/organisation", NEXT, "#contact_email", "geen adres"),
    "setup-privacy": fresh("/setup/privacy"),
    "setup-theme-error": sent("/setup/theme", NEXT),
    "minima": fresh("/minima"),
    "minima-error": minima_wrong,
    "minima-none": at("/minima"),
    "appearance-error": sent("/appearance", NEXT, "#colour", "#ffcc00"),
    "appearance-seen": sent("/appearance", 'button[value="look"]', "#colour", "#8a1538"),
    "appearance-logo": with_logo,
    "function-groups-error": sent("/function-groups", 'form[action$="/function-groups"] button'),
}
