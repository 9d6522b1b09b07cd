"""Photographs the manager's pages for the docs: python -m tests.web.manager_photos FOLDER"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import FLAGS, find_chromium
from tests.web.photos import a_town
from tests.web.team_stops import TEAM_STOPS
from tests.web.tour import Tour

DESK: dict[str, Any] = {"viewport": {"width": 860, "height": 700}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
# The page, the window, and how many pixels of it from the top.
PHOTOS = {
    "tijdens.png": ("manager-during", DESK, 720),
    "afdeling.png": ("manager-during-department", DESK, 880),
    "daarna.png": ("manager-after", DESK, 1215),
    "klein.png": ("manager-after-small", DESK, 1130),
    "kit.png": ("kit", DESK, 1180),
    "telefoon.png": ("manager-during", PHONE, 844),
}


def photograph(browser: Browser, stop: str, window: dict[str, Any], high: int, to: Path) -> None:
    """One page of a municipality of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_town(folder) as (town, lms),
        Tour(town, lms, browser, reduced_motion="reduce", **window) as tour,
    ):
        page = TEAM_STOPS[stop](tour)
        page.set_viewport_size({**window["viewport"], "height": high})
        page.screenshot(path=to)


def main() -> None:
    """Photograph all of them."""
    to = Path(sys.argv[1])
    to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name, (stop, window, high) in PHOTOS.items():
            photograph(browser, stop, window, high, to / name)
        browser.close()


if __name__ == "__main__":
    main()
