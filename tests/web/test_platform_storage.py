"""Launches without cookies where the LMS keeps the login's secret, in Chromium."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.town import Town
from tests.web.cookieless import (
    FORGETS,
    STORAGE,
    in_new_tab,
    keeps,
    launched,
    name,
    visits,
    waiting,
    without_cookies,
)
from tests.web.lms_pages import LmsWithPages

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_the_lms_keeps_the_secret_where_every_cookie_is_blocked(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path
) -> None:
    keeps(lms)
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        page = context.new_page()
        frame = launched(page, lms)
        frame.wait_for_url("**/v/**")
        assert name(frame) == "welcome"
        tool = lms.tool_url
        assert page.evaluate("window.asked") == [["lti.put_data", tool], ["lti.get_data", tool]]
        frame.locator('button[name="go"][value="next"]').click()
        frame.wait_for_url("**/questions/1")
    assert waiting(town) == 0


def test_the_lms_may_keep_secrets_in_a_frame_beside(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path
) -> None:
    beside = escape(STORAGE.replace("window.asked", "parent.asked"))
    lms.around = f'<iframe name="keeper" title="Opslag" srcdoc="{beside}"></iframe>'
    lms.login_more = {"lti_storage_target": "keeper"}
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        page = context.new_page()
        frame = launched(page, lms)
        frame.wait_for_url("**/v/**")
        assert [subject for subject, _ in page.evaluate("asked")] == [
            "lti.put_data",
            "lti.get_data",
        ]


def test_an_lms_that_forgets_the_secret_leaves_the_new_tab(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path
) -> None:
    keeps(lms, FORGETS)
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        page = context.new_page()
        frame = launched(page, lms)
        page.wait_for_function("window.asked.length === 2")
        assert name(frame) == "waiting"
        assert name(in_new_tab(frame)) == "confirm"
    assert visits(town) == []


def test_an_lms_that_promises_storage_and_is_silent_leaves_the_new_tab(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path, javascript: bool
) -> None:
    keeps(lms, "")
    with without_cookies(chromium, tmp_path, javascript) as context:
        frame = launched(context.new_page(), lms, javascript)
        assert name(frame) == "waiting"
        assert name(in_new_tab(frame)) == "confirm"


def test_with_cookies_the_storage_is_not_asked(
    chromium: Browser, town: Town, lms: LmsWithPages
) -> None:
    keeps(lms)
    context = chromium.new_context()
    page = context.new_page()
    assert name(launched(page, lms)) == "welcome"
    assert [subject for subject, _origin in page.evaluate("window.asked")] == ["lti.put_data"]
    context.close()


def test_another_site_around_the_frame_learns_nothing(
    chromium: Browser, town: Town, lms: LmsWithPages
) -> None:
    keeps(lms)
    # The same page, under a name that is not the one of the LMS's login address.
    stranger = lms.pages_url.replace("127.0.0.1", "localhost")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{stranger}/course?sub=5")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.asked") == []
    assert visits(town) == []
    context.close()
