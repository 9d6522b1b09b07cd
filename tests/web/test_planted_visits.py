"""Somebody else's visit behind a link in a mail; and what must go on working without cookies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import update

from lti_tool.models import Delivery, db
from tests.browser import Browser as Asker
from tests.town import Town
from tests.web.cookieless import in_new_tab, launched, name, without_cookies
from tests.web.lms_pages import LmsWithPages

pytestmark = pytest.mark.browser
NEXT = 'button[name="go"][value="next"]'


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def context(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path
) -> Iterator[BrowserContext]:
    """A browser without any cookie."""
    with without_cookies(chromium, tmp_path, request.param) as context:
        yield context


@pytest.fixture
def tab(
    context: BrowserContext, town: Town, lms: LmsWithPages, request: pytest.FixtureRequest
) -> Page:
    """The scan in a tab of its own, after the person's yes."""
    assert town.cycle_id, "the scan must stand before it is opened"
    javascript = request.node.callspec.params["context"]
    tab = in_new_tab(launched(context.new_page(), lms, javascript))
    tab.locator("button", has_text="Ja, ga verder").click()
    tab.wait_for_url("**/v/**")
    return tab


def planted(town: Town, lms: LmsWithPages, opened: bool) -> str:
    """The address of a visit that somebody made by hand, to send it to a colleague."""
    client = town.app.test_client()
    started = lms.launch(client, sub="5", follow=False)
    address = started.headers["Location"]
    if opened:
        page = Asker(town.app.test_client(use_cookies=False)).ask("GET", address)
        assert page.page == "welcome"
    return lms.tool_url + address


@pytest.mark.parametrize("opened", [True, False], ids=["used", "fresh"])
@pytest.mark.parametrize("chosen", ["_self", "_blank"])
def test_a_link_in_a_mail_opens_nobodys_visit(
    chromium: Browser, town: Town, lms: LmsWithPages, opened: bool, chosen: str
) -> None:
    context = chromium.new_context()
    mail = context.new_page()
    mail.goto(f"{lms.pages_url}/mail")
    address = planted(town, lms, opened)
    mail.set_content(f'<a href="{address}" target="{chosen}" rel="noreferrer">De scan</a>')
    mail.locator("a").click()
    page = mail
    if chosen == "_blank":
        page = context.wait_for_event("page") if len(context.pages) < 2 else context.pages[1]
    page.wait_for_selector("html[data-page]")
    assert name(page) == "error"
    context.close()


def test_a_form_in_a_mail_opens_nothing_either(
    chromium: Browser, town: Town, lms: LmsWithPages
) -> None:
    context = chromium.new_context()
    mail = context.new_page()
    mail.goto(f"{lms.pages_url}/mail")
    address = planted(town, lms, opened=False)
    mail.set_content(f'<form action="{address}"><button>De scan</button></form>')
    mail.locator("button").click()
    mail.wait_for_selector("html[data-page=error]")
    context.close()


def test_without_cookies_back_and_reload_find_every_page(tab: Page, town: Town) -> None:
    tab.reload()
    assert name(tab) == "welcome"
    while name(tab) != "result":
        for fieldset in tab.locator("fieldset:has(input[type=radio])").all():
            fieldset.locator("label").last.click()
        with tab.expect_navigation():
            tab.locator(NEXT).click()
    tab.go_back()
    tab.go_forward()
    tab.reload()
    assert name(tab) == "result"
    with town.app.app_context():
        db.session.execute(update(Delivery).values(state="delivered"))
        db.session.commit()
    tab.locator("button[data-offer]").first.click()
    tab.wait_for_url("**/course/**")
    tab.go_back()
    assert name(tab) == "result"
