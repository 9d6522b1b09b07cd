"""Launches in an iframe on another site when cookies are lost: cookie or new tab, in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.town import Town
from tests.web.cookieless import (
    check,
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


def test_a_partitioned_cookie_survives_in_the_frame(
    chromium: Browser, town: Town, lms: LmsWithPages, javascript: bool
) -> None:
    context = chromium.new_context(java_script_enabled=javascript)
    frame = launched(context.new_page(), lms, javascript)
    assert name(frame) == "welcome"
    frame.locator('button[name="go"][value="next"]').click()
    frame.wait_for_url("**/questions/1")
    assert [visit.cookie_seen for visit in visits(town)] == [True]
    assert [c["name"] for c in context.cookies() if "login" in str(c["name"])] == []
    context.close()


def test_a_new_tab_where_every_cookie_is_blocked(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path, javascript: bool
) -> None:
    with without_cookies(chromium, tmp_path, javascript) as context:
        frame = launched(context.new_page(), lms, javascript)
        assert name(frame) == "waiting"
        assert visits(town) == []
        tab = in_new_tab(frame)
        assert name(tab) == "confirm"
        assert "als Sam" in tab.locator("main").inner_text()
        tab.locator("button", has_text="Ja, ga verder").click()
        tab.wait_for_url("**/v/**")
        assert name(tab) == "welcome"
        tab.locator('button[name="go"][value="next"]').click()
        tab.wait_for_url("**/questions/1")
        tab.reload()
        assert name(tab) == "questions"
        assert waiting(town) == 0
        assert [visit.cookie_seen for visit in visits(town)] == [False]


def test_the_address_of_such_a_visit_cannot_be_pasted(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path
) -> None:
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        tab = in_new_tab(launched(context.new_page(), lms))
        tab.locator("button", has_text="Ja, ga verder").click()
        tab.wait_for_url("**/v/**")
        address = tab.url
        tab.reload()
        assert name(tab) == "welcome"
        other = context.new_page()
        other.goto(address)
        assert name(other) == "error"


def test_no_without_a_visit(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path
) -> None:
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        tab = in_new_tab(launched(context.new_page(), lms))
        tab.locator("button", has_text="Nee").click()
        tab.wait_for_selector("html[data-page=error]")
    assert visits(town) == []


def test_without_a_name_the_lms_around_the_frame_is_enough(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path
) -> None:
    lms.token = {"drop": ["name", "given_name", "family_name"]}
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        tab = in_new_tab(launched(context.new_page(), lms))
        assert "Voorbeeldstad" in tab.locator("main").inner_text()
        tab.locator("button", has_text="Ja, ga verder").click()
        tab.wait_for_url("**/v/**")
        assert name(tab) == "welcome"


def test_a_form_of_another_site_starts_nothing(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path
) -> None:
    # The stranger's own, valid answer, sent by a page of the stranger to somebody's browser.
    asked = lms.login(town.app.test_client())
    token = lms.id_token(asked["nonce"], sub="6")
    form = f"""<form method="post" action="{lms.tool_url}/lti/launch">
        <input name="id_token" value="{token}"><input name="state" value="{asked["state"]}">
        <button>Win een prijs</button></form>"""
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        page = context.new_page()
        page.goto(lms.pages_url.replace("127.0.0.1", "localhost"))
        page.set_content(form)
        page.locator("button").click()
        page.wait_for_url("**/lti/launch")
        assert name(page) == "error"
    assert visits(town) == []
    assert waiting(town) == 0


@pytest.mark.parametrize("size", [(320, 800), (1280, 900)], ids=["320", "1280"])
def test_the_pages_in_between_have_no_axe_violation(
    chromium: Browser, town: Town, lms: LmsWithPages, tmp_path: Path, size: tuple[int, int]
) -> None:
    keeps(lms, "")
    with without_cookies(chromium, tmp_path, javascript=True) as context:
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(lms.start_url("5"))
        page.wait_for_url("**/lti/launch")
        check(page)
        with context.expect_page() as opened:
            page.locator("button", has_text="nieuw tabblad").click()
        opened.value.set_viewport_size({"width": size[0], "height": size[1]})
        opened.value.wait_for_load_state()
        check(opened.value)
        assert opened.value.evaluate("document.documentElement.scrollWidth") <= size[0]
