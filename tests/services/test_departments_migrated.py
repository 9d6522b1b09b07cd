"""Departments that an earlier version made twice are one, and what is published stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import MetaData, Table, select
from sqlalchemy.exc import IntegrityError

from lti_tool import migrating
from lti_tool.database import engine_options, prepare_engine
from lti_tool.models import db
from tests.cli.test_migrations import put_row
from tests.databases import driver, new_database

BEFORE, AFTER = "0024", "0025"


@pytest.fixture
def old(tmp_path: Path, a_database: None) -> Iterator[Flask]:
    """An application whose database is a version behind, with two departments called Zorg."""
    url = driver(new_database(tmp_path))
    app = Flask("old")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        migrating.upgrade(app, BEFORE)
        two_of_a_kind()
        yield app
        db.session.remove()
        db.engine.dispose()


def two_of_a_kind() -> None:
    """Zorg as 3 with Balie (5) and Wijk (6), and again as 4 with a Balie of its own (7)."""
    tree = {3: (None, "Zorg"), 4: (None, "Zorg"), 5: (3, "Balie"), 6: (3, "Wijk"), 7: (4, "Balie")}
    for name in ("organisation", "platform", "theme_pack"):
        put_row(name, {"id": 1})
    put_row("cycle", {"id": 1, "organisation_id": 1, "theme_pack_id": 1})
    for number, (parent, name) in tree.items():
        put_row("team", {"id": number, "parent_id": parent, "name": name})
    for number, team in enumerate(tree, start=1):
        put_row("person", {"id": number, "opaque_id": str(number), "team_id": team})
    for team, person in ((3, 1), (3, 2), (4, 2), (5, 3)):
        put_row("team_manager", {"team_id": team, "person_id": person})
    put_row("roster_before", {"id": 1, "person_id": 1, "team_id": 5, "manages": [3, 4, 6]})
    put_row("roster_entry", {"id": 1, "person_id": 1, "team_id": 5, "place": "3/5"})


def rows(name: str, *columns: str) -> list[tuple[object, ...]]:
    found = Table(name, MetaData(), autoload_with=db.engine)
    with db.engine.connect() as connection:
        wanted = select(*(found.c[column] for column in columns))
        return sorted((tuple(row) for row in connection.execute(wanted)), key=str)


def test_people_teams_and_managers_of_both_are_in_one(old: Flask) -> None:
    migrating.upgrade(old, AFTER)
    assert rows("person", "id", "team_id") == [(1, 4), (2, 4), (3, 7), (4, 6), (5, 7)]
    assert rows("team_manager", "team_id", "person_id") == [(4, 1), (4, 2), (7, 3)]
    [(team, manages)] = rows("roster_before", "team_id", "manages")
    assert (team, manages) == (7, [4, 6])


def test_the_other_keeps_what_was_frozen_under_a_name_of_its_own(old: Flask) -> None:
    migrating.upgrade(old, AFTER)
    assert rows("team", "id", "parent_id", "name") == [
        (3, None, "Zorg (3)"),
        (4, None, "Zorg"),
        (5, 3, "Balie"),
        (6, 4, "Wijk"),
        (7, 4, "Balie"),
    ]
    assert rows("roster_entry", "team_id", "place") == [(5, "3/5")]


def test_from_now_on_a_department_is_there_once(old: Flask) -> None:
    migrating.upgrade(old, AFTER)
    zorg = {"id": 8, "name": "Zorg"}
    with pytest.raises(IntegrityError):
        put_row("team", zorg)
    command.downgrade(migrating._config(old), BEFORE)
    put_row("team", zorg)
