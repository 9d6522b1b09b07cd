"""Whether a transaction of the database is open while something else is waited for.

On SQLite it holds the lock of all who write: while the LMS thinks, nobody could save an answer.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event

from adapters.http import HttpDoor, Response

OURS = Path(__file__).parents[1]
FRAMES = 6


class _Begun(threading.local):
    """The connections on which this thread has begun a transaction, by whichever session."""

    def __init__(self) -> None:
        self.connections = WeakSet[Connection]()


_BEGUN = _Begun()


@event.listens_for(Engine, "begin")
def _note(connection: Connection) -> None:
    # The line on which a lock of PostgreSQL is held has no transactions.
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        _BEGUN.connections.add(connection)


def is_open() -> bool:
    """Whether this thread has begun something in the database that it has not ended."""
    return any(connection.in_transaction() for connection in set(_BEGUN.connections))


class WatchfulDoor(HttpDoor):
    """A door that writes down from where it was opened with a transaction open."""

    def __init__(self, allow_private: Sequence[str]) -> None:
        super().__init__(allow_private=allow_private)
        self.held = list[str]()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | Sequence[tuple[str, str]] | bytes | None = None,
        idempotent: bool | None = None,
    ) -> Response:
        if is_open():
            self.held.append(_from_where())
        return super().request(method, url, headers=headers, data=data, idempotent=idempotent)


def _from_where() -> str:
    frames = [row for row in traceback.extract_stack() if Path(row.filename).is_relative_to(OURS)]
    ours = [row for row in frames if "tests" not in Path(row.filename).parts][-FRAMES:]
    return " < ".join(f"{Path(row.filename).name}:{row.lineno}" for row in reversed(ours))
