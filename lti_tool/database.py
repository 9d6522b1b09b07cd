"""How the database is opened: one place for SQLite's and PostgreSQL's settings."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=15000",
    # A quarter of 2,000 people does not fit into the 2 MB that are kept otherwise.
    "PRAGMA cache_size=-32000",
)


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for an address; SQLite waits for its writer, PostgreSQL checks its pool.

    Both give up after some seconds, and somebody may be told.
    """
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}}
    patience = {"connect_args": {"connect_timeout": 10}}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8, **patience}


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own transaction handling is switched off: it begins too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail on a busy database;
    # taking the write lock at once lets it wait its turn instead.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def prepare_engine(engine: Engine) -> None:
    """Attach the settings that an engine needs before its first connection."""
    if engine.dialect.name != "sqlite":
        return
    if sqlite3.sqlite_version_info < (3, 35):
        raise RuntimeError("SQLite 3.35 or newer is needed")
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
