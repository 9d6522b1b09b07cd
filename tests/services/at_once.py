"""What others do at the very moment that something is about to be written (PostgreSQL)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from lti_tool.models import db

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
Act = Callable[[Session], object]


class Other:
    """Somebody with a thread and a connection of their own; a fault is raised at the end."""

    def __init__(self, act: Act) -> None:
        self._act, self._session = act, Session(db.engine, expire_on_commit=False)
        self._thread = threading.Thread(target=self._go)
        self.faults: list[Exception] = []

    def _go(self) -> None:
        try:
            with self._session as session:
                self._act(session)
        except Exception as fault:  # raised below, in the test's own thread
            self.faults.append(fault)

    def start(self) -> None:
        """Return when it is done, or waits for what we hold."""
        self._thread.start()
        with db.engine.connect() as watch:
            while self._thread.is_alive() and not watch.scalar(WAITING):
                watch.rollback()
                self._thread.join(0.01)

    @property
    def is_done(self) -> bool:
        """Whether it got through without waiting."""
        return not self._thread.is_alive()

    def finish(self) -> None:
        """Wait for the end."""
        self._thread.join(60)
        assert not self._thread.is_alive()
        if self.faults:
            raise self.faults[0]


@contextmanager
def just_before(statement: str, act: Act) -> Iterator[None]:
    """``act`` is done by somebody else before the first statement that begins like this."""
    other, begun = Other(act), threading.Event()

    def meanwhile(_c: object, _cur: object, sql: str, *_: object) -> None:
        if sql.startswith(statement) and not begun.is_set():
            begun.set()
            other.start()

    event.listen(db.engine, "before_cursor_execute", meanwhile)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", meanwhile)
    assert begun.is_set(), f"nothing began with {statement}"
    other.finish()
