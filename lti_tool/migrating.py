"""Bringing a database to the tables of this version, and telling whether it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate

from lti_tool.models import db

DIRECTORY = Path(__file__).parent / "migrations"


def _config(app: Flask) -> Config:
    migrate = Migrate()
    migrate.init_app(app, db, directory=str(DIRECTORY))
    config: Config = migrate.get_config()
    return config


def upgrade(app: Flask, version: str = "head") -> None:
    """Bring the database of an application to a version, inside its context."""
    command.upgrade(_config(app), version)


def write_revision(app: Flask, message: str) -> None:
    """Write the migration that leads from the database as it is to the models as they are."""
    command.revision(_config(app), message, autogenerate=True)


@cache
def newest() -> str | None:
    """The version that this code needs."""
    return ScriptDirectory(str(DIRECTORY)).get_current_head()


def current() -> str | None:
    """The version that the database has; None when it was never upgraded."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
