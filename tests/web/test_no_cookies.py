"""Launches in an iframe on another site when cookies are lost: the three ways, in Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page
from sqlalchemy import select

from lti_tool.models import Visit, WaitingLaunch, db
from tests.town import Town
from tests.web.conftest import FLAGS, find_chromium
from tests.web.lms_pages import LmsWithPages

pytestmark = pytest.mark.browser
NO_COOKIES = {"profile": {"default_content_setting_values": {"cookies": 2}}}
# What an LMS with platform storage does: keep texts for the site that sent them.
STORAGE = """<script>
const kept = {};
window.asked = [];
window.addEventListener("message", (event) => {
  const ask = event.data;
  if (!ask || !String(ask.subject).startsWith("lti.")) return;
  window.asked.push([ask.subject, event.origin]);
  const mine = kept[event.origin] = kept[event.origin] || {};
  if (ask.subject === "lti.put_data") mine[ask.key] = ask.value;
  const answer = { subject: `${ask.subject}.response`, message_id: ask.message_id };
  event.source.postMessage({ ...answer, key: ask.key, value: mine[ask.key] }, event.origin);
});
</script>"""
FORGETS = STORAGE.replace("mine[ask.key] = ask.value", "0")


@contextmanager
def without_cookies(chromium: Browser, home: Path, javascript: bool) -> Iterator[BrowserContext]:
    """A browser whose owner has blocked every cookie of every site."""
    (home / "Default").mkdir()
    (home / "Default" / "Preferences").write_text(json.dumps(NO_COOKIES))
    context = chromium.browser_type.launch_persistent_context(
        home,
        executable_path=find_chromium(),
        args=FLAGS,
        java_script_enabled=javascript,
    )
    yield context
    context.close()


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def launched(page: Page, lms: LmsWithPages, javascript: bool = True) -> Frame:
    """The frame of the tool on the course page, once the LMS has answered its login."""
    page.goto(f"{lms.pages_url}/course?sub=5")
    handle = page.wait_for_selector("#tool")
    frame = handle.content_frame() if handle else None
    assert frame is not None
    if not javascript:
        # The login goes on by itself, the LMS's form waits for a click.
        frame.wait_for_url("**/auth?**")
        frame.locator("text=Verder").click()
    frame.wait_for_url(lambda url: "/lti/launch" in url or "/v/" in url)
    frame.wait_for_load_state()
    return frame


def visits(town: Town) -> list[Visit]:
    with town.app.app_context():
        return list(db.session.scalars(select(Visit)))


def waiting(town: Town) -> int:
    with town.app.app_context():
        return len(db.session.scalars(select(WaitingLaunch)).all())


def name(view: Frame | Page) -> str | None:
    return view.locator("html").get_attribute("data-page")


def in_new_tab(frame: Frame) -> Page:
    """The button of the waiting page."""
    with frame.page.context.expect_page() as opened:
        frame.locator("button", has_text="nieuw tabblad").click()
    opened.value.wait_for_load_state()
    return opened.value


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


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


def keeps(lms: LmsWithPages, script: str = STORAGE) -> None:
    """From now on the course page offers to keep texts for tools."""
    lms.around, lms.login_more = script, {"lti_storage_target": "_parent"}


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
