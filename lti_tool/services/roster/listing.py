"""Rows from what an LMS lists, tied to people: by id first, then by the keys of HR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from adapters.roster import Listed
from lti_tool.services.people import match_key
from lti_tool.services.roster.matching import (
    Known,
    Match,
    Matched,
    StoredKey,
    is_away,
    keyed,
    known_people,
)
from lti_tool.services.roster.reading import LONGEST, Row
from lti_tool.services.staying_away import staying_away
from lti_tool.vault import Vault

# As HR's file: the first that is known.
KEYS = ("idnumber", "username", "email")


def match_listed(
    session: Session,
    vault: Vault,
    platform_id: int,
    people: Sequence[Listed],
    *,
    hold: bool = False,
) -> Matched:
    """Tie them to people of the platform; somebody who is listed twice counts once.

    ``hold`` as of :func:`~lti_tool.services.roster.matching.known_people`.
    """
    known = known_people(session, platform_id, hold=hold)
    away = staying_away(session, platform_id)
    matches = _Matching(vault, known, away).matches(people)
    return Matched(tuple(matches), known)


class _Matching:
    def __init__(self, vault: Vault, known: Sequence[Known], away: frozenset[str]) -> None:
        self._vault, self._away = vault, away
        self._by_id = {person.lms_user_id: person for person in known if person.lms_user_id}
        self._by_sub = {person.lti_sub: person for person in known if person.lti_sub}
        self._by_key = keyed(known)
        self._taken: set[object] = set()

    def matches(self, people: Sequence[Listed]) -> Iterator[Match]:
        """A match for each person."""
        for line, listed in enumerate(people, start=1):
            keys = [
                match_key(self._vault, kind, _compared(kind, value))
                for kind in KEYS
                if (value := getattr(listed, kind))
            ]
            known = self._find(listed, keys)
            who = known.id if known else (listed.id, listed.sub)
            if who in self._taken:
                continue
            self._taken.add(who)
            yield Match(
                row=_row(line, listed),
                key=self._key(known, keys),
                lms_user_id=listed.id or None,
                function_field=None,
                known=known,
                erased=self._is_away(listed, keys),
                lti_sub=listed.sub or None,
            )

    def _find(self, listed: Listed, keys: Sequence[StoredKey]) -> Known | None:
        known = self._by_id.get(listed.id) or self._by_sub.get(listed.sub or listed.id)
        if known is not None:
            return known
        waiting = (self._by_key.get(key) for key in keys)
        return next((person for person in waiting if person and _fits(person, listed)), None)

    def _key(self, known: Known | None, keys: Sequence[StoredKey]) -> StoredKey:
        # Whoever has a key keeps it, and nobody gets one that is somebody else's.
        free = [key for key in keys if key not in self._by_key and key not in self._taken]
        if not free or (known is not None and known.match_kind):
            return None, None
        self._taken.add(free[0])
        return free[0]

    def _is_away(self, listed: Listed, keys: Sequence[StoredKey]) -> bool:
        ids = (("lms_user_id", listed.id), ("lti_sub", listed.sub), ("lti_sub", listed.id))
        return is_away(self._vault, self._away, (*keys, *ids))


def _fits(person: Known, listed: Listed) -> bool:
    # A number that another account of the LMS has by now brings nothing along.
    other_id = listed.id and person.lms_user_id not in (None, listed.id)
    other_sub = listed.sub and person.lti_sub not in (None, listed.sub)
    return not (other_id or other_sub)


def _compared(kind: str, value: str) -> str:
    return value.lower() if kind in ("username", "email") else value


def _row(line: int, listed: Listed) -> Row:
    cells = {
        "first_name": _cell(listed.first_name),
        "email": _cell(listed.email) if "@" in listed.email else "",
        "team": _cell(listed.team),
        "department": _cell(listed.department),
        "function_group": _cell(listed.function),
    }
    return Row(line, "lms_user_id", listed.id or listed.sub, cells, excused=False)


def _cell(text: str) -> str:
    """A text as a cell of a file would have it; empty when it is no plain text."""
    cell = " ".join(text.split())
    return cell if len(cell) <= LONGEST and cell.isprintable() else ""
