"""Fixtures that every test may use: settings, the application, a moved clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as examples
from sqlalchemy.orm import Session

from config.settings import Settings
from lti_tool.app import create_app
from lti_tool.models import Platform, db
from lti_tool.services.organisations import add_organisation
from lti_tool.services.themes import import_theme
from lti_tool.toolbox import EXTENSION
from questionnaires.packs import shipped_packs
from tests.chromium import chromium, light_chromium, playwright
from tests.clock import Clock
from tests.databases import (
    SERVER,
    databases,
    drop_databases,
    journal_in,
    on_postgresql,
    with_tables,
)
from tests.hall import NOW, THEME, Hall
from tests.open_transactions import WatchfulDoor
from tests.platform import TestPlatform
from tests.postgresql import Server
from tests.quick import as_new, keep
from tests.town import Town, shipped

__all__ = ["chromium", "light_chromium", "playwright"]
PUBLIC_URL = "http://localhost"
# What a test that needs a database asks for.
NEED_ONE = {"settings", "environment", "a_database"}


def pytest_configure(config: pytest.Config) -> None:
    """Start the server of this run, once for all processes."""
    keep()
    # The same examples at every run, so that a red test stays red until mended; and however
    # slow the machine, none is red for that.
    examples.register_profile("steady", deadline=None, derandomize=True, database=None)
    examples.load_profile("steady")
    if os.environ.get("THEMASCAN_TEST_DATABASE") == "postgresql" and not on_postgresql():
        server = Server()
        server.start()
        os.environ[SERVER] = server.url
        config.add_cleanup(server.stop)
    if on_postgresql():
        # A thread that ends leaves its connection to the collector; SQLite's says nothing then.
        quiet = "ignore:.*was deleted while still open:ResourceWarning"
        config.addinivalue_line("filterwarnings", quiet)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: the tests that have a database, without a browser in front of it.

    In CI some that are dear run on one of the two only.
    """
    kept, left = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        (left if _is_elsewhere(item) or _is_spared(item) else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def _is_elsewhere(item: pytest.Item) -> bool:
    if not on_postgresql():
        return item.get_closest_marker("postgresql") is not None
    names = set(getattr(item, "fixturenames", ()))
    plain = not item.get_closest_marker("browser") and not item.get_closest_marker("sqlite")
    return not plain or not names & NEED_ONE


def _is_spared(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("spared")
    here = "postgresql" if on_postgresql() else "sqlite"
    return mark is not None and "THEMASCAN_SPARE" in os.environ and here in mark.args


@pytest.fixture(autouse=True)
def databases_go() -> Iterator[None]:
    """A database of a server goes with its test."""
    before = databases()
    yield
    drop_databases(before)


@pytest.fixture(autouse=True)
def keys_are_new() -> None:
    """To each test."""
    as_new()


@pytest.fixture
def a_database() -> None:
    """For tests that make their databases themselves."""


@pytest.fixture
def clock() -> Clock:
    """The tool's clock; it starts at the real present, since platforms sign with theirs."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of one installation with a database of its own."""
    return Settings(
        database_url=with_tables(tmp_path),
        public_url=PUBLIC_URL,
        secret_key="a secret for tests only",
        data_keys=(Fernet.generate_key().decode(),),
        allow_private_hosts=("127.0.0.0/8",),
        erasure_journal=journal_in(tmp_path),
    )


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The application on an empty database with all tables."""
    app = create_app(settings, clock)
    door = WatchfulDoor(settings.allow_private_hosts)
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], door=door)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    assert door.held == [], "a transaction was open while somebody else was asked"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that keeps cookies."""
    return app.test_client()


@pytest.fixture
def lms() -> Iterator[TestPlatform]:
    """An LMS that signs launches and serves its keys."""
    with TestPlatform(tool_url=PUBLIC_URL) as platform:
        yield platform


@pytest.fixture
def town(app: Flask, lms: TestPlatform, clock: Clock) -> Town:
    """A municipality with that LMS and a running cycle about Teams."""
    return Town(app, lms, clock)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session inside the application's context."""
    with app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture
def hall(session: Session) -> Hall:
    """An organisation that has yet to plan its first cycle."""
    pack = shipped_packs()[THEME]
    organisation = add_organisation(session, "Voorbeeldstad", NOW)
    import_theme(session, organisation, pack, "pack.yaml", NOW)
    platform = Platform(
        organisation_id=organisation,
        issuer="https://lms.example.nl",
        client_id="c1",
        auth_login_url="https://lms.example.nl/auth",
        token_url="https://lms.example.nl/token",
        jwks_url="https://lms.example.nl/jwks",
        api_options={},
        created_at=NOW,
    )
    session.add(platform)
    session.commit()
    return Hall(session, organisation, platform.id, shipped(THEME))
