"""One process at a time runs a job: a lock of the system, gone when its holder dies.

Beside SQLite a locked file; on PostgreSQL an advisory lock on a connection of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError


class Lock(Protocol):
    """Held while the block lasts."""

    def still_held(self) -> bool:
        """Whether the lock is ours at this moment; a connection can be lost on the way."""


class _FileLock:
    def still_held(self) -> bool:
        return True


class _AdvisoryLock:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def still_held(self) -> bool:
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True


@contextmanager
def held(engine: Engine, name: str) -> Iterator[Lock | None]:
    """The lock of this name, or None when another process has it; never waits."""
    if engine.dialect.name == "sqlite":
        with _file_lock(f"{engine.url.database}.{name}.lock") as lock:
            yield lock
    else:
        with _advisory_lock(engine, name) as lock:
            yield lock


@contextmanager
def _file_lock(path: str) -> Iterator[Lock | None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        yield None
        return
    try:
        yield _FileLock()
    finally:
        os.close(handle)


@contextmanager
def _advisory_lock(engine: Engine, name: str) -> Iterator[Lock | None]:
    number = int.from_bytes(hashlib.sha256(f"themascan:{name}".encode()).digest()[:8], signed=True)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        asked = text("SELECT pg_try_advisory_lock(:number)")
        if not connection.execute(asked, {"number": number}).scalar_one():
            yield None
            return
        try:
            yield _AdvisoryLock(connection)
        finally:
            _free(connection, number)


def _free(connection: Connection, number: int) -> None:
    """Free the lock now; a server that cannot be asked frees it when it sees the line cut."""
    try:
        asked = text("SELECT pg_advisory_unlock(:number)")
        free = bool(connection.execute(asked, {"number": number}).scalar_one())
    except SQLAlchemyError:
        free = False
    if not free:
        # Closing would hand the connection back to the pool, perhaps with the lock on it.
        connection.invalidate()
