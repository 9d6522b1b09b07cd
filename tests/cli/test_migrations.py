"""Migrations lead an empty database to exactly what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from lti_tool import migrating
from lti_tool.database import engine_options, prepare_engine
from lti_tool.models import Base, db


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """An application that has a database and nothing else."""
    url = f"sqlite:///{tmp_path / 'migrated.sqlite'}"
    app = Flask("bare")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_models_and_migrations_agree(bare: Flask) -> None:
    migrating.upgrade(bare)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, Base.metadata)
    assert difference == [], "regenerate the migration: themascan db revision MESSAGE"


def test_upgrading_again_changes_nothing(bare: Flask) -> None:
    assert migrating.current() is None
    migrating.upgrade(bare)
    migrating.upgrade(bare)
    assert migrating.current() == migrating.newest()


def test_constraints_have_the_names_of_the_convention(bare: Flask) -> None:
    migrating.upgrade(bare)
    tables = inspect(db.engine)
    for table in Base.metadata.tables.values():
        named = {str(key.name) for key in table.constraints}
        keys = {key["name"] for key in tables.get_foreign_keys(table.name)}
        keys |= {key["name"] for key in tables.get_unique_constraints(table.name)}
        assert keys <= named
