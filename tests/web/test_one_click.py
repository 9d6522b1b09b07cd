"""From the result into the course in one click, also where the tool sits in a frame of the LMS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from lti_tool.models import Delivery
from tests.town import Town
from tests.web.lms_pages import LmsWithPages
from tests.web.steps import base
from tests.web.tour import Tour

pytestmark = pytest.mark.browser


@pytest.fixture
def tour(town: Town, lms: LmsWithPages, chromium: Browser) -> Iterator[Tour]:
    with Tour(town, lms, chromium) as tour:
        yield tour


def in_frame(tour: Tour, sub: str) -> Page:
    tour.lms.token = {"launch_presentation": {"locale": tour.locale}}
    page = tour.context.new_page()
    page.goto(f"{tour.lms.pages_url}/course?sub={sub}")
    page.frame_locator("#tool").locator('html[data-page="result"]').wait_for()
    return page


def test_a_course_that_is_ready_opens_in_the_whole_window(tour: Tour) -> None:
    sub = tour.submitted("op", "onder", "grens")
    tour.change(Delivery, state="delivered")
    page = in_frame(tour, sub)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    page.frame_locator("#tool").locator("button[data-offer]").first.click()
    page.wait_for_url(f"{tour.lms.url}/course/view.php?id=*")
    assert "offer" not in page.url, "a course is not told where somebody comes from"
    assert refused == []


def test_in_the_whole_window_one_click_leads_there_as_well(tour: Tour) -> None:
    sub = tour.submitted("op", "onder", "grens")
    tour.change(Delivery, state="delivered")
    page = tour.launch(sub)
    page.locator("button[data-offer]").first.click()
    page.wait_for_url(f"{tour.lms.url}/course/view.php?id=*")


def test_the_page_that_waits_goes_on_by_itself(tour: Tour) -> None:
    page = tour.launch(tour.submitted("op", "onder", "grens"))
    page.locator("button[data-offer]").first.click()
    page.wait_for_url("**/start/**")
    assert page.url.startswith(base(page))
    tour.change(Delivery, state="delivered")
    page.wait_for_url(f"{tour.lms.url}/course/view.php?id=*", timeout=15_000)
