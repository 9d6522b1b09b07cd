"""The browser of the tests: one a process, since two do not live side by side in one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
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
def chromium() -> Iterator[Browser]:
    """Chromium that blocks third-party cookies; missing, it fails where all is required."""
    path = find_chromium()
    if path is None:
        if os.environ.get("THEMASCAN_REQUIRE_ALL") == "1":
            pytest.fail("Chromium is required here: install Debian's package chromium")
        pytest.skip("no Chromium: install Debian's package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
