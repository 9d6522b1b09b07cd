"""Photographs the demo for the README: python -m tests.demo.photos FOLDER

A visitor of the practice LMS takes the scan in Chromium, at 1280 px and on a phone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page, sync_playwright

from tests.chromium import FLAGS, find_chromium
from tests.demo.running import Demo, demo
from tests.ports import free_port

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 760}, "device_scale_factor": 2}
SOMETHING = 3


def tool(page: Page) -> Frame:
    """The frame with the tool; on a phone it is in it all the same."""
    page.wait_for_selector("iframe")
    page.wait_for_load_state("networkidle")
    return next(frame for frame in page.frames if "/v/" in frame.url)


def launch(page: Page, site: Demo, name: str) -> Frame:
    """As somebody who chose who to be, in front of the scan."""
    page.goto(site.practice_url)
    page.get_by_role("button", name=f"Word {name}").click()
    page.get_by_role("link", name="Naar de kwartaalscan").click()
    return tool(page)


def forward(frame: Frame) -> None:
    """Answer what is asked, and go on."""
    for question in frame.locator("fieldset:has(input[type=radio])").all():
        key = question.locator("input[type=radio]").nth(SOMETHING).get_attribute("id")
        frame.locator(f'label[for="{key}"]').first.click()
    before = frame.url
    frame.locator('button[name="go"][value="next"]').click()
    frame.wait_for_url(lambda url: url != before)


def walk(browser: Browser, site: Demo, name: str, window: dict[str, Any], to: Path) -> None:
    """Photograph a question and the result."""
    label = "telefoon" if window is PHONE else "computer"
    context = browser.new_context(locale="nl-NL", reduced_motion="reduce", **window)
    page = context.new_page()
    frame = launch(page, site, name)
    forward(frame)
    page.screenshot(path=to / f"vraag-{label}.png")
    while frame.locator("html").get_attribute("data-page") != "result":
        forward(frame)
    frame.locator("h1").wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=to / f"uitslag-{label}.png")
    context.close()


def main() -> None:
    """Start a demo of its own and photograph it."""
    to = Path(sys.argv[1])
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder), free_port()) as site:
        site.read_until("Open http")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            walk(browser, site, "Fatima", DESK, to)
            walk(browser, site, "Henk", PHONE, to)
            browser.close()


if __name__ == "__main__":
    main()
