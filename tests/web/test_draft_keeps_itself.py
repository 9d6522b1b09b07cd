"""A page of the theme editor keeps itself while somebody types, also in a frame of the LMS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from lti_tool.models import db
from lti_tool.services.drafts import read_draft
from tests.town import Town
from tests.web.draft_stops import draft
from tests.web.lms_pages import LmsWithPages
from tests.web.tour import Tour

pytestmark = pytest.mark.browser


@pytest.fixture
def tour(town: Town, lms: LmsWithPages, chromium: Browser) -> Iterator[Tour]:
    with Tour(town, lms, chromium) as tour:
        yield tour


def kept(tour: Tour) -> str:
    with tour.town.app.app_context():
        document = read_draft(db.session(), tour.town.organisation_id, 1).document
        return str(document["items"][1]["tekst"])


def test_the_page_around_the_preview_can_be_read_on_a_phone(tour: Tour) -> None:
    page = draft("/preview", copied=True)(tour)
    page.set_viewport_size({"width": 320, "height": 800})
    page.frame_locator("iframe").locator("h1").wait_for()
    assert Axe().run(page).violations_count == 0
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def opened(tour: Tour) -> Page:
    page = draft("/item/{item}")(tour)
    # The page waits two seconds after the last stroke; a test does not.
    page.clock.install()
    page.reload()
    return page


def test_what_is_typed_is_kept_and_the_minutes_follow(tour: Tour) -> None:
    page = opened(tour)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    before = page.locator("[data-minutes]").inner_text()
    page.locator("#tekst").fill("Mag je een collega filmen " + "zonder te vragen " * 8 + "?")
    page.clock.run_for(2100)
    page.locator("[data-kept]").get_by_text("Bewaard om").wait_for()
    assert kept(tour).startswith("Mag je een collega filmen")
    assert page.locator("[data-minutes]").inner_text() != before
    page.locator("#uitleg").fill("Vraag het eerst.")
    page.clock.run_for(2100)
    page.locator("[data-kept]").get_by_text("Bewaard om").wait_for()
    page.locator('button[value="next"]').click()
    page.wait_for_url("**/item/**")
    assert refused == []


def test_without_a_line_the_page_says_that_it_could_not(tour: Tour) -> None:
    page = opened(tour)
    page.context.set_offline(True)
    page.locator("#tekst").fill("Dit komt niet aan")
    page.clock.run_for(2100)
    page.locator("[data-kept]").get_by_text("Niet bewaard").wait_for()
    page.context.set_offline(False)
    page.locator("#tekst").press("End")
    page.locator("#tekst").type("!")
    page.clock.run_for(2100)
    page.locator("[data-kept]").get_by_text("Bewaard om").wait_for()
    assert kept(tour) == "Dit komt niet aan!"
