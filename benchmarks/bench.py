"""A new application with a database of its own, for one measurement."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from config.settings import Settings
from lti_tool import migrating
from lti_tool.app import create_app
from lti_tool.models import db
from lti_tool.toolbox import EXTENSION, Toolbox
from lti_tool.vault import Vault


@contextmanager
def bench(database: str = "") -> Iterator[tuple[Session, Vault]]:
    """A session and the vault that goes with it; SQLite in a folder that goes, unless named."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=database or f"sqlite:///{folder}/bench.sqlite",
            public_url="http://localhost",
            secret_key="for this measurement only",
            data_keys=(Fernet.generate_key().decode(),),
            erasure_journal=f"{folder}/erasures",
        )
        app = create_app(settings)
        with app.app_context():
            migrating.upgrade(app)
            tools: Toolbox = app.extensions[EXTENSION]
            yield db.session(), tools.vault
            db.session.remove()
            db.engine.dispose()
