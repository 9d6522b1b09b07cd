"""Frozen packs of running cycles, kept in memory because they never change."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle
from questionnaires.model import ThemePack
from questionnaires.packs import pack_from_document

KEPT = 32


class PackShelf:
    """Reads a cycle's frozen pack once per process. Raises ``LookupError`` before opening."""

    def __init__(self) -> None:
        self._packs: dict[tuple[int, datetime | None], ThemePack] = {}
        self._lock = Lock()

    def pack(self, session: Session, cycle: Cycle) -> ThemePack:
        """The pack of a cycle that has opened."""
        key = (cycle.id, cycle.opened_at)
        found = self._packs.get(key)
        return found if found is not None else self._load(session, key)

    def _load(self, session: Session, key: tuple[int, datetime | None]) -> ThemePack:
        document = session.scalar(select(Cycle.document).where(Cycle.id == key[0]))
        if document is None:
            raise LookupError(f"cycle {key[0]} has not opened")
        pack = pack_from_document(document)
        with self._lock:
            while len(self._packs) >= KEPT:
                self._packs.pop(next(iter(self._packs)))
            self._packs[key] = pack
        return pack
