"""Migrations lead an empty database to exactly what the models say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import MetaData, Table, inspect, select, text

from config.settings import Settings
from lti_tool import migrating
from lti_tool.core import create_core
from lti_tool.database import engine_options, prepare_engine
from lti_tool.models import Base, EvaluationAnswer, db
from lti_tool.services.evaluation_forms import STORED, forms_of
from lti_tool.toolbox import EXTENSION
from questionnaires.evaluation import Given
from tests.databases import new_database
from tests.hall import NOW


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


@pytest.fixture
def older(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An application with keys, and a database of before forms were sealed."""
    home = tmp_path / "older"
    home.mkdir()
    app = create_core(replace(settings, database_url=new_database(home)))
    with app.app_context():
        migrating.upgrade(app, "0019")
        yield app
        db.session.remove()
        db.engine.dispose()


def test_forms_that_stood_open_are_sealed_and_lose_nothing(older: Flask) -> None:
    words, tools = 'Zoë: "meer tijd" 🙂', older.extensions[EXTENSION]
    for name, known in (
        ("organisation", {"id": 1}),
        ("theme_pack", {"id": 1, "organisation_id": 1}),
        ("cycle", {"id": 1, "organisation_id": 1, "theme_pack_id": 1}),
        ("evaluation_answer", {"id": 7, "cycle_id": 1, "answers": {"ev-1": 4}, "words": words}),
    ):
        put_row(name, known)
    migrating.upgrade(older)
    kept = list(forms_of(db.session(), tools.vault, 1))
    assert kept == [("x", Given({"ev-1": 4}, words))]
    [sealed] = db.session.scalars(select(EvaluationAnswer.form_sealed))
    assert len(tools.vault.open_text(sealed).encode()) == STORED
    db.session.rollback()
    command.downgrade(migrating._config(older), "0019")
    back = text("SELECT audience, words FROM evaluation_answer")
    assert db.session.execute(back).all() == [("x", words)]


def put_row(name: str, known: Mapping[str, object]) -> None:
    """A row as the database has the table at this moment; what it needs besides is made up."""
    made_up = {str: "x", int: 1, bool: False, object: {}, date: NOW.date(), datetime: NOW}
    with db.engine.begin() as connection:
        table = Table(name, MetaData(), autoload_with=connection)
        needed = [column for column in table.columns if not column.nullable]
        values = {column.name: made_up[column.type.python_type] for column in needed}
        connection.execute(table.insert(), {**values, **known})
