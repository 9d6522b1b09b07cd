"""A real browser, the tool on localhost, and an LMS on 127.0.0.1: two different sites."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from config.settings import Settings
from tests.clock import Clock
from tests.town import Town
from tests.web.lms_pages import LmsWithPages

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


@pytest.fixture
def port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def settings(settings: Settings, port: int) -> Settings:
    """As everywhere, with the address at which this browser reaches the tool."""
    return replace(settings, public_url=f"http://localhost:{port}")


@pytest.fixture
def lms(app: Flask, port: int) -> Iterator[LmsWithPages]:
    """An LMS with pages, beside the tool on a port of its own."""
    server = make_server("localhost", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    tool_url = f"http://localhost:{port}"
    with LmsWithPages(tool_url=tool_url) as platform:
        yield platform
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def town(app: Flask, lms: LmsWithPages, clock: Clock) -> Town:
    """The municipality, with the employee "5" on its roster."""
    town = Town(app, lms, clock)
    town.add_person("5")
    return town
