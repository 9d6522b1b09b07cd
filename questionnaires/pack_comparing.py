"""Two versions of a theme side by side, and three: what each side changed since they parted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from questionnaires.pack_parts import (
    MISSING,
    NOTHING,
    ROWS,
    WORDS,
    Document,
    Key,
    Part,
    common,
    orders,
    parts,
    shared_languages,
)

ORDER = "volgorde"
Kind = Literal["added", "gone", "changed", "order"]
Side = Literal["theirs", "ours", "same", "choose"]
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: where it stands in its part, and what stood there; ``MISSING`` for nothing."""

    path: Place
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """A part that differs. ``section`` is the key of the pack file, or ``thema`` or ``volgorde``.

    ``old`` and ``new`` are its values, ``MISSING`` where it is not there. ``side`` says who
    changed it since the versions parted: only we, only they, both in the same way (then there is
    nothing to choose and ``changes`` is empty), or both differently.
    """

    section: str
    name: str | int
    kind: Kind
    old: Any
    new: Any
    changes: tuple[Change, ...] = ()
    side: Side = "choose"

    @property
    def id(self) -> str:
        """What the entry is called in a form."""
        return f"{self.section}/{self.name}"


def compare(old: Document, new: Document) -> tuple[Entry, ...]:
    """What differs between two pack documents, by the order of the new one; by ids."""
    return compare_three(None, old, new)


def compare_three(base: Document | None, ours: Document, theirs: Document) -> tuple[Entry, ...]:
    """As :func:`compare`, with who changed what since ``base``; None when that is not known."""
    languages = shared_languages(ours, theirs)
    mine, yours = parts(ours, languages), parts(theirs, languages)
    before = None if base is None else parts(base, languages)
    keys = dict.fromkeys([*yours, *mine, *(before or {})])
    found = (_entry(key, before, mine, yours) for key in keys)
    return (*(one for one in found if one is not None), *_order_entries(base, ours, theirs))


Parts = Mapping[Key, Part]


def _entry(key: Key, base: Parts | None, ours: Parts, theirs: Parts) -> Entry | None:
    old, new = ours.get(key, NOTHING), theirs.get(key, NOTHING)
    first = None if base is None else base.get(key, NOTHING)
    if old == new and first in (None, old):
        return None
    side = _side(first, old, new)
    # What both did alike is told as it was before them.
    if side == "same" and first is not None:
        old = first
    changes = () if side == "same" else tuple(_changes(old, new))
    return Entry(key[0], key[1], _kind(old, new), old.value, new.value, changes, side)


def _side(base: Any, ours: Any, theirs: Any) -> Side:
    if ours == theirs:
        return "same"
    if base is None:
        return "choose"
    if ours == base:
        return "theirs"
    return "ours" if theirs == base else "choose"


def _kind(old: Part, new: Part) -> Kind:
    if (old.value is MISSING) == (new.value is MISSING):
        return "changed"
    return "added" if old.value is MISSING else "gone"


def _changes(old: Part, new: Part) -> Iterator[Change]:
    before, after = _fields(old), _fields(new)
    for path in dict.fromkeys([*after, *before]):
        was, now = before.get(path, MISSING), after.get(path, MISSING)
        if was != now:
            yield Change(path, was, now)


def _fields(part: Part) -> dict[Place, Any]:
    found = dict(_leaves(part.value, ()))
    for language, words in part.words.items():
        found.update(_leaves(words, (WORDS, language)))
    return found


def _leaves(value: Any, path: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    elif _has_ids(value):
        yield (*path, ORDER), [row["id"] for row in value]
        for row in value:
            yield from _leaves({**row, "id": MISSING}, (*path, row["id"]))
    elif value is not MISSING:
        yield path, value


def _has_ids(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) and "id" in row for row in value)
    )


def _order_entries(base: Document | None, ours: Document, theirs: Document) -> Iterator[Entry]:
    mine, yours = orders(ours), orders(theirs)
    before = orders(base) if base is not None else None
    for section in ROWS:
        old = common(mine[section], yours[section])
        new = common(yours[section], mine[section])
        if old != new:
            side = _order_side(before[section] if before else None, mine[section], yours[section])
            yield Entry(ORDER, section, "order", old, new, side=side)


def _order_side(
    base: list[str | int] | None, ours: list[str | int], theirs: list[str | int]
) -> Side:
    if base is None:
        return "choose"
    if common(ours, base) == common(base, ours):
        return "theirs"
    return "ours" if common(theirs, base) == common(base, theirs) else "choose"
