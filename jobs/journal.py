"""SQLite's journal of recent writes holds what has been overwritten since it was last emptied."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session


def empty_journal(session: Session) -> bool:
    """Write the journal into the database and cut it to nothing; False when somebody reads.

    ``secure_delete`` wipes what is deleted from the database's file, and from there only: an
    erased key or an earlier answer stands in the journal until then. PostgreSQL needs no such
    thing here. The session must not be in a transaction.
    """
    engine = session.get_bind()
    if not isinstance(engine, Engine) or engine.dialect.name != "sqlite":
        return True
    # Not through the engine's own connections: those begin a transaction first.
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return answer is not None and answer[0] == 0
