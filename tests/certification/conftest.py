"""A tool with one registered LMS, and what "turned away" means."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from config.logs import configure_logs
from config.settings import Settings
from lti_tool.app import create_app
from lti_tool.models import Deployment, Organisation, Platform, Visit, db
from tests.browser import Reply
from tests.platform import TestPlatform

TOOL = "https://localhost"


@dataclass(frozen=True)
class Tool:
    """The application under test, with its log as it grows."""

    app: Flask
    log: io.StringIO

    def visits(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Visit)) or 0

    def references(self) -> set[str]:
        """The reference numbers in the log so far."""
        lines = (line for line in self.log.getvalue().splitlines() if line.startswith("{"))
        return {str(entry["reference"]) for entry in map(json.loads, lines) if "reference" in entry}

    def assert_turned_away(self, reply: Reply, visits: int = 0) -> None:
        """A 4xx page with a reference number that is in the log, and no session."""
        assert 400 <= reply.status < 500, f"{reply.status}: {reply.text[:500]}"
        assert reply.page == "error"
        assert any(reference in reply.text for reference in self.references()), reply.text
        assert "Traceback" not in reply.text + self.log.getvalue()
        assert "themascan_visit" not in str(reply.headers)
        assert self.visits() == visits

    def assert_welcomed(self, reply: Reply, role: str = "employee") -> None:
        """A page of the tool, opened as `role`, with an opaque person."""
        assert reply.status == 200, f"{reply.status}: {reply.text[:500]}"
        assert (reply.page, reply.role) == ("none", role)
        assert reply.person


@contextmanager
def running_tool(
    lms: TestPlatform, directory: Path, private: tuple[str, ...] = ()
) -> Iterator[Tool]:
    """The application with `lms` registered for one organisation without a cycle."""
    settings = Settings(
        database_url=f"sqlite:///{directory / 'tool.sqlite'}",
        public_url=TOOL,
        secret_key="a secret of the tests only, long enough",
        data_keys=(Fernet.generate_key().decode(),),
        allow_private_hosts=(lms.host_port, *private),
    )
    app = create_app(settings)
    log = io.StringIO()
    configure_logs("INFO", log)
    with app.app_context():
        db.create_all()
        register(lms)
    yield Tool(app, log)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def lms() -> Iterator[TestPlatform]:
    with TestPlatform(tool_url=TOOL) as platform:
        yield platform


@pytest.fixture
def tool(lms: TestPlatform, tmp_path: Path) -> Iterator[Tool]:
    with running_tool(lms, tmp_path) as running:
        yield running


@pytest.fixture
def browser(tool: Tool) -> FlaskClient:
    return tool.app.test_client()


def register(lms: TestPlatform, organisation: str = "Gemeente Voorbeeld") -> None:
    """Rows of one organisation and one registration, as `platform add` makes them."""
    now = datetime.now(UTC)
    owner = Organisation(name=organisation, created_at=now)
    db.session.add(owner)
    db.session.flush()
    platform = Platform(
        organisation_id=owner.id,
        issuer=lms.issuer,
        client_id=lms.client_id,
        auth_login_url=lms.auth_url,
        token_url=lms.token_url,
        jwks_url=lms.jwks_url,
        created_at=now,
    )
    db.session.add(platform)
    db.session.flush()
    ids = {"issuer": lms.issuer, "client_id": lms.client_id}
    db.session.add(Deployment(platform_id=platform.id, deployment_id=lms.deployment_id, **ids))
    db.session.commit()
