"""Photographs every page of the tour, to look at: python -m tests.web.photos FOLDER [NAME…]

Each page at 1280 and 390 px, in English and by night, as FOLDER/NAME-WIDTH[-en|-dark].png.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from config.settings import Settings
from lti_tool.app import create_app
from lti_tool.models import Base, FunctionGroup, db
from questionnaires.groups import template_groups
from tests.chromium import FLAGS, find_chromium
from tests.clock import Clock
from tests.town import Town
from tests.web.lms_pages import LmsWithPages
from tests.web.stops import STOPS
from tests.web.tour import Tour

WINDOWS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "390": {"viewport": {"width": 390, "height": 844}},
    "390-en": {"viewport": {"width": 390, "height": 844}, "locale": "en"},
    "390-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


@contextmanager
def a_town(folder: str) -> Iterator[tuple[Town, LmsWithPages]]:
    """A municipality with an empty database, served on a free port."""
    server = make_server("localhost", 0, lambda *_: [], threaded=True)
    settings = Settings(
        database_url=f"sqlite:///{folder}/themascan.sqlite",
        public_url=f"http://localhost:{server.server_port}",
        secret_key="a secret for photographs only",
        data_keys=(Fernet.generate_key().decode(),),
        log_level="ERROR",
        allow_private_hosts=("127.0.0.0/8",),
    )
    clock = Clock()
    server.app = app = create_app(settings, clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with LmsWithPages(tool_url=settings.public_url) as lms:
        town = Town(app, lms, clock)
        name_groups(app)
        yield town, lms
    server.shutdown()


def name_groups(app: Flask) -> None:
    """The names that organisations start with, in place of the ids."""
    names = {group.id: group for group in template_groups()}
    with app.app_context():
        for row in db.session.scalars(select(FunctionGroup)):
            row.name = names[row.code].name
            row.examples = ", ".join(names[row.code].examples)
        db.session.commit()


def photograph(browser: Browser, stop: str, to: Path) -> None:
    """One page in all windows, each in a municipality of its own."""
    for label, window in WINDOWS.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            a_town(folder) as (town, lms),
            Tour(town, lms, browser, reduced_motion="reduce", **window) as tour,
        ):
            STOPS[stop](tour).screenshot(path=to / f"{stop}-{label}.png", full_page=True)


def main() -> None:
    """Photograph the named pages, or all."""
    to, names = Path(sys.argv[1]), sys.argv[2:] or list(STOPS)
    to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for stop in names:
            photograph(browser, stop, to)
        browser.close()


if __name__ == "__main__":
    main()
