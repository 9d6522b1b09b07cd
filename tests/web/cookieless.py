"""A browser without cookies, and an LMS that may keep a secret for the tool."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page
from sqlalchemy import select

from lti_tool.models import Visit, WaitingLaunch, db
from tests.chromium import FLAGS, find_chromium
from tests.town import Town
from tests.web.lms_pages import LmsWithPages

# A frame of another site stays in the process of its page: on a busy machine the driver may lose
# sight of one that moves to a process of its own. What is blocked is the same either way.
ONE_PROCESS = ("--disable-site-isolation-trials",)
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
        args=[*FLAGS, *ONE_PROCESS],
        java_script_enabled=javascript,
    )
    yield context
    context.close()


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


def keeps(lms: LmsWithPages, script: str = STORAGE) -> None:
    """From now on the course page offers to keep texts for tools."""
    lms.around, lms.login_more = script, {"lti_storage_target": "_parent"}
