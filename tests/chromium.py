"""The browsers of the tests: one of each kind a process, with one driver between them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Debian's package of the same name: it draws the same, for a third less work. It does not
# block cookies of other sites, so that whatever is about a visit needs the whole browser.
SHELL = "chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--test-third-party-cookie-phaseout",
    "--accept-lang=nl-NL",
]


def find_chromium() -> str | None:
    """The browser named by THEMASCAN_CHROMIUM, else the first one on the path."""
    named = os.environ.get("THEMASCAN_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers of this process."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Chromium that blocks third-party cookies; missing, it fails where all is required."""
    path = find_chromium()
    if path is None:
        if os.environ.get("THEMASCAN_REQUIRE_ALL") == "1":
            pytest.fail("Chromium is required here: install Debian's package chromium")
        pytest.skip("no Chromium: install Debian's package chromium")
    yield from _running(playwright, path)


@pytest.fixture(scope="session")
def light_chromium(playwright: Playwright, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """For the look of pages: Chromium without its windows, or all of it where that is missing."""
    path = shutil.which(SHELL)
    if path is None:
        yield request.getfixturevalue("chromium")
    else:
        yield from _running(playwright, path)


def _running(playwright: Playwright, path: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()
