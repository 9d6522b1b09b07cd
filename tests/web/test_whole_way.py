"""Launch to result in Chromium: in an iframe on another site, without third-party cookies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page

from tests.town import Town
from tests.web.lms_pages import LmsWithPages

pytestmark = pytest.mark.browser
SIZES = [(320, 800), (1280, 900)]


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def frame_of(page: Page) -> Frame:
    handle = page.wait_for_selector("#tool")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    return frame


def page_name(frame: Frame | Page) -> str:
    return frame.locator("html").get_attribute("data-page") or ""


def forward(frame: Frame | Page) -> None:
    """Answer what is asked with the last option and go on."""
    for fieldset in frame.locator("fieldset:has(input[type=radio])").all():
        name = fieldset.locator("input[type=radio]").last.get_attribute("id")
        frame.locator(f'label[for="{name}"]').first.click()
    before = frame.url
    frame.locator('button[name="go"][value="next"]').click()
    frame.wait_for_url(lambda url: url != before)


@pytest.mark.usefixtures("town")
def test_the_whole_way_in_an_iframe(page: Page, lms: LmsWithPages) -> None:
    page.goto(f"{lms.pages_url}/course?sub=5")
    frame = frame_of(page)
    button = frame.locator("text=Verder")
    if button.count() and "/auth" in frame.url:
        button.click()
    frame.wait_for_url("**/v/**")
    assert page_name(frame) == "welcome"
    while page_name(frame) != "result":
        forward(frame)
    assert "Jouw uitslag" in frame.locator("h1").inner_text()


@pytest.mark.parametrize("size", SIZES, ids=["320", "1280"])
def test_no_page_of_the_scan_has_an_axe_violation(
    chromium: Browser, town: Town, lms: LmsWithPages, size: tuple[int, int]
) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(lms.start_url("5"))
    page.wait_for_url("**/v/**")
    seen = []
    while page_name(page) != "result":
        check(page)
        seen.append(page_name(page))
        if page_name(page) == "questions" and seen.count("questions") == 1:
            page.locator('button[name="go"][value="next"]').click()
            page.wait_for_selector('a[href^="#"]')
            check(page)
        forward(page)
    check(page)
    assert {"welcome", "questions", "closing"} <= set(seen)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()
    assert town.deliveries()


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
