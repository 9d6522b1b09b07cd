"""A real browser, the tool on localhost, and an LMS on 127.0.0.1: two different sites."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.serving import make_server

from config.settings import Settings
from tests.clock import Clock
from tests.ports import free_port
from tests.serving import read_whole
from tests.town import Town
from tests.web.lms_pages import LmsWithPages


@pytest.fixture
def port() -> int:
    """A port that nobody listens on at this moment."""
    return free_port()


@pytest.fixture
def settings(settings: Settings, port: int) -> Settings:
    """As everywhere, with the address at which this browser reaches the tool."""
    return replace(settings, public_url=f"http://localhost:{port}")


@pytest.fixture
def lms(app: Flask, port: int) -> Iterator[LmsWithPages]:
    """An LMS with pages, beside the tool on a port of its own."""
    server = make_server("localhost", port, read_whole(app), threaded=True)
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
