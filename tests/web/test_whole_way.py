"""Launch to result in Chromium: in an iframe on another site, without third-party cookies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.web.lms_pages import LmsWithPages

pytestmark = pytest.mark.browser


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
