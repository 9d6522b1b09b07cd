"""Fixtures that every test may use: settings, the application, a moved clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from config.settings import Settings
from lti_tool.app import create_app
from lti_tool.models import Base, Platform, db
from lti_tool.services.organisations import add_organisation
from lti_tool.services.themes import import_theme
from questionnaires.packs import shipped_packs
from tests.chromium import chromium
from tests.clock import Clock
from tests.hall import NOW, THEME, Hall
from tests.platform import TestPlatform
from tests.town import Town, shipped

__all__ = ["chromium"]
PUBLIC_URL = "http://localhost"


@pytest.fixture
def clock() -> Clock:
    """The tool's clock; it starts at the real present, since platforms sign with theirs."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of one installation with a database of its own."""
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'themascan.sqlite'}",
        public_url=PUBLIC_URL,
        secret_key="a secret for tests only",
        data_keys=(Fernet.generate_key().decode(),),
        allow_private_hosts=("127.0.0.0/8",),
    )


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, made once: copying it is much quicker than making them."""
    path = tmp_path_factory.mktemp("empty") / "themascan.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def app(settings: Settings, clock: Clock, empty_database: Path) -> Iterator[Flask]:
    """The application on an empty database with all tables."""
    shutil.copyfile(empty_database, settings.database_url.removeprefix("sqlite:///"))
    app = create_app(settings, clock)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


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
