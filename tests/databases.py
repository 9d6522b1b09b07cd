"""Databases for tests: files of SQLite, or databases of a PostgreSQL server.

Which of the two is said once for a whole run: `./run test --database postgresql`.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import create_engine

from lti_tool.models import Base

SERVER = "THEMASCAN_TEST_SERVER"
SQLITE = "sqlite:///"
# Bytes. What has grown so large is slower to go through than to make anew; an empty one has 11 MB.
LARGE = 30_000_000
_NUMBERS = itertools.count()
# What this process has made on a server and not given back; of these, the copies, with what
# they are copies of; and what was emptied of one and waits for the next test.
_MADE: list[str] = []
_COPIES: dict[str, str] = {}
_EMPTIED: defaultdict[str, list[str]] = defaultdict(list)


def on_postgresql() -> bool:
    """Whether this run is on PostgreSQL."""
    return SERVER in os.environ


def new_database(folder: Path) -> str:
    """The address of an empty database without tables; SQLite's file is made when opened."""
    return _create() if on_postgresql() else f"{SQLITE}{folder / 'themascan.sqlite'}"


def with_tables(folder: Path) -> str:
    """The address of a database with all tables and nothing in them."""
    return copy_of(_template(_make_tables), folder)


def copy_of(url: str, folder: Path) -> str:
    """The address of a copy of a database without rows in our tables, which nobody has open."""
    if on_postgresql():
        return _copy_on_server(url.rpartition("/")[2])
    target = folder / "themascan.sqlite"
    copyfile(url.removeprefix(SQLITE), target)
    return f"{SQLITE}{target}"


def _copy_on_server(template: str) -> str:
    # Making one there is hundreds of files, emptying one a few statements.
    if _EMPTIED[template]:
        _MADE.append(_EMPTIED[template].pop())
        return f"{os.environ[SERVER]}/{_MADE[-1]}"
    url = _create(template)
    _COPIES[_MADE[-1]] = template
    return url


@cache
def _template(fill: Callable[[str], None]) -> str:
    """Made once a process: copying is much quicker than making tables."""
    url = new_database(Path(tempfile.mkdtemp(prefix="themascan-tables-")))
    _keep(url)
    fill(url)
    return url


def _make_tables(url: str) -> None:
    engine = create_engine(driver(url))
    Base.metadata.create_all(engine)
    engine.dispose()


def journal_in(folder: Path) -> str:
    """Where erasures are written down: beside SQLite it has a place of its own accord."""
    return str(folder / "erasures") if on_postgresql() else ""


def driver(url: str) -> str:
    """The address as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://")


def _create(template: str = "template0") -> str:
    name = f"t{os.getpid()}_{next(_NUMBERS)}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    _MADE.append(name)
    return f"{os.environ[SERVER]}/{name}"


def _keep(url: str) -> None:
    name = url.rpartition("/")[2]
    if name in _MADE:
        _MADE.remove(name)


def drop_databases(since: int) -> None:
    """Remove or empty what was made after so many were there; whoever is connected is sent away."""
    while len(_MADE) > since:
        name = _MADE.pop()
        if name in _COPIES and _is_emptied(f"{os.environ[SERVER]}/{name}"):
            _EMPTIED[_COPIES[name]].append(name)
        else:
            _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _is_emptied(url: str) -> bool:
    """Take out all rows and count ids from one again; False for one to be thrown away."""
    cut_off(url)
    try:
        with psycopg.connect(url, autocommit=True) as server:
            [size] = server.execute("SELECT pg_database_size(current_database())").fetchone() or [0]
            if size < LARGE:
                server.execute(_emptying().encode())
    except psycopg.Error:
        # A test took its tables apart.
        return False
    return bool(size < LARGE)


@cache
def _emptying() -> str:
    deletions = [str(table.delete()) for table in Base.metadata.sorted_tables]
    # Without looking at who refers to whom: all of it goes.
    first = "SET session_replication_role = replica"
    ids = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
    return "; ".join([first, *deletions, ids])


def cut_off(url: str) -> None:
    """End every connection to a database of a server, as its restart does."""
    name = url.rpartition("/")[2]
    _administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name)


def tend(url: str) -> None:
    """What a server does by itself within a minute of many new rows: tidy up, and count them.

    For tests in which years pass in such a minute. SQLite plans well without.
    """
    if not url.startswith(SQLITE):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def databases() -> int:
    """How many this process has made and not removed."""
    return len(_MADE)


def rows(url: str, query: str, *values: object) -> list[dict[str, Any]]:
    """What a query finds, past everything that is ours; gaps are ``?``, a change is committed."""
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(url.removeprefix(SQLITE))) as file, file:
            file.row_factory = sqlite3.Row
            return [dict(row) for row in file.execute(query, values)]
    with psycopg.connect(url, row_factory=dict_row) as server:
        asked = query.replace("%", "%%").replace("?", "%s")
        found = server.execute(asked.encode(), values)
        return [_plain(row) for row in found] if found.description else []


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    # JSON comes as SQLite has it: as text.
    return {
        key: json.dumps(value) if isinstance(value, dict | list) else value
        for key, value in row.items()
    }


def dump(url: str) -> str:
    """Every row of every table as text."""
    engine = create_engine(driver(url))
    with engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        found = [str(connection.execute(table.select()).all()) for table in tables]
    engine.dispose()
    return "\n".join(found)


def _administer(statement: str, *values: str) -> None:
    with psycopg.connect(f"{os.environ[SERVER]}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode(), values or None)
