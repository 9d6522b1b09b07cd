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
OWN = ""
Key = tuple[int, datetime | None, str]


class PackShelf:
    """Reads a cycle's frozen pack once per process. Raises ``LookupError`` before opening."""

    def __init__(self) -> None:
        self._packs: dict[Key, ThemePack] = {}
        self._lock = Lock()

    def pack(self, session: Session, cycle: Cycle, language: str = OWN) -> ThemePack:
        """The pack of a cycle that has opened, in a language if it has a translation for it."""
        own: Key = (cycle.id, cycle.opened_at, OWN)
        pack = self._packs.get(own) or self._keep(own, _load(session, cycle.id))
        if language not in pack.translations:
            return pack
        other: Key = (cycle.id, cycle.opened_at, language)
        return self._packs.get(other) or self._keep(other, pack.in_language(language))

    def _keep(self, key: Key, pack: ThemePack) -> ThemePack:
        with self._lock:
            while len(self._packs) >= KEPT:
                self._packs.pop(next(iter(self._packs)))
            self._packs[key] = pack
        return pack


def _load(session: Session, cycle_id: int) -> ThemePack:
    document = session.scalar(select(Cycle.document).where(Cycle.id == cycle_id))
    if document is None:
        raise LookupError(f"cycle {cycle_id} has not opened")
    return pack_from_document(document)
