"""Adding rows that somebody else may add at the same moment: a double click, two processes.

On SQLite the second waits for the first and sees what it wrote. On PostgreSQL it has looked
already, so it is the database that must say what happens to a row that is there by then.
"""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lti_tool.models import Base


def insert_into(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that takes ``on_conflict_do_nothing`` or ``on_conflict_do_update``.

    Both databases have the same two, each in a dialect of its own.
    """
    table = Base.metadata.tables[model.__tablename__]
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
