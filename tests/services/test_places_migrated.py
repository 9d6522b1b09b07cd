"""Rosters that were frozen by an earlier version get the places of their teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, Table, select

from lti_tool import migrating
from lti_tool.database import engine_options, prepare_engine
from lti_tool.models import db

THEN = datetime(2026, 10, 1, tzinfo=UTC)
BEFORE, AFTER = "0002", "0003"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database is a version behind."""
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    app = Flask("old")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        migrating.upgrade(app, BEFORE)
        yield app
        db.session.remove()
        db.engine.dispose()


def table(name: str) -> Table:
    """As it is in the database at this moment."""
    return Table(name, MetaData(), autoload_with=db.engine)


def add(to: str, **values: Any) -> None:
    """A row; what is not said is filled with something of the right kind."""
    filler = {"INTEGER": 1, "BOOLEAN": False, "DATETIME": THEN, "DATE": date(2026, 10, 1)}
    made = table(to)
    needed = [c for c in made.columns if not c.nullable and c.name not in values and c.name != "id"]
    row = {column.name: filler.get(str(column.type), "{}") for column in needed}
    with db.engine.begin() as connection:
        connection.execute(made.insert().values({**row, **values}))


def test_everybody_stands_where_their_team_stands(old: Flask) -> None:
    add("organisation")
    add("platform")
    add("theme_pack")
    add("cycle", state="open")
    add("team", id=3, name="Dienstverlening", parent_id=None)
    add("team", id=12, name="Balie", parent_id=3)
    for number, team in enumerate((12, 3, None), start=1):
        add("person", opaque_id=str(number))
        add("roster_entry", cycle_id=1, person_id=number, team_id=team)
    migrating.upgrade(old, AFTER)
    entry = table("roster_entry")
    with db.engine.connect() as connection:
        found = connection.execute(select(entry.c.place).order_by(entry.c.id)).scalars().all()
    assert found == ["3/12", "3", ""]
