"""A pack document cut into parts that are compared and taken over one by one, and back.

A part is a question, a skill, an offer, the minima of a function group, and so on, each with its
own translations: whoever takes over a question wants its English too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[Any, Any]
Key = tuple[str, str | int]


class Missing:
    """Where nothing stands; unlike None, which a pack may hold."""

    def __repr__(self) -> str:
        return "MISSING"

    def __deepcopy__(self, _seen: object) -> Missing:
        return self


MISSING = Missing()
# Lists whose rows have a name of their own, and that name.
ROWS: Mapping[str, str] = {
    "niveaus": "id",
    "vaardigheden": "id",
    "items": "id",
    "aanbod": "id",
    "programmas": "titel",
}
TABLES = ("optiesets", "minima")
WORDS = "vertalingen"
REST = "thema"
OPTIONAL = ("optiesets", "programmas", WORDS)


@dataclass(frozen=True, slots=True)
class Part:
    """``value`` is what stands under the key, ``words`` its texts by language."""

    value: Any = MISSING
    words: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Part()


def shared_languages(*documents: Document) -> frozenset[str]:
    """The languages into which each of these is translated."""
    return frozenset(set.intersection(*(set(one.get(WORDS, {})) for one in documents)))


def parts(document: Document, languages: frozenset[str]) -> dict[Key, Part]:
    """Every part by its key; a language that is not in ``languages`` is a part of its own."""
    words = document.get(WORDS, {})
    kept = {language: words[language] for language in sorted(languages & set(words))}
    found: dict[Key, Part] = {}
    for key, value in _values(document):
        found[key] = Part(value, _words_of(kept, key))
    for key in _translated(kept):
        # A text without its row: it stands nowhere, but it must not get lost on the way.
        found.setdefault(key, Part(MISSING, _words_of(kept, key)))
    for language in sorted(set(words) - languages):
        found[(WORDS, language)] = Part(words[language])
    return found


def _values(document: Document) -> Iterator[tuple[Key, Any]]:
    for section, value in document.items():
        if section in ROWS:
            for row in value:
                yield (section, row[ROWS[section]]), row
        elif section in TABLES:
            for name, row in value.items():
                yield (section, name), row
        elif section != WORDS:
            yield (REST, section), value


def _words_of(words: Mapping[str, Any], key: Key) -> dict[str, Any]:
    section, name = key
    places = {
        language: row.get(section, {}) if section != REST else row
        for language, row in words.items()
    }
    return {language: row[name] for language, row in places.items() if name in row}


def _translated(words: Mapping[str, Any]) -> Iterator[Key]:
    for row in words.values():
        for section, below in row.items():
            if section in ROWS or section in TABLES:
                yield from ((section, name) for name in below)
            else:
                yield REST, section


def orders(document: Document) -> dict[str, list[str | int]]:
    """The names of the rows of each list, in their order."""
    return {
        section: [row[name] for row in document.get(section, [])] for section, name in ROWS.items()
    }


def joined(
    found: Mapping[Key, Part], order: Mapping[str, Sequence[str | int]], like: Document
) -> dict[Any, Any]:
    """A document of parts, its keys in the order of ``like`` and what is new behind them.

    Lists, tables and languages that hold nothing stand in it only where they do in ``like``.
    """
    made: dict[Any, Any] = {}
    sections = dict.fromkeys([*like, *(_section(key) for key in found)])
    for section in sections:
        value = _section_value(found, order, section)
        if value is not MISSING and (value or section not in OPTIONAL or section in like):
            made[section] = deepcopy(value)
    return made


def _section(key: Key) -> str | int:
    return key[1] if key[0] == REST else key[0]


def _section_value(
    found: Mapping[Key, Part], order: Mapping[str, Sequence[str | int]], section: str
) -> Any:
    if section in ROWS:
        rows = (found.get((section, name), NOTHING).value for name in order[section])
        return [row for row in rows if row is not MISSING]
    if section in TABLES:
        return dict(_table(found, section))
    return _all_words(found) if section == WORDS else found.get((REST, section), NOTHING).value


def _table(found: Mapping[Key, Part], section: str) -> Iterator[tuple[str | int, Any]]:
    for (place, name), part in found.items():
        if place == section and part.value is not MISSING:
            yield name, part.value


def _all_words(found: Mapping[Key, Part]) -> dict[Any, Any]:
    made: dict[Any, Any] = dict(_table(found, WORDS))
    for (section, name), part in found.items():
        for language, words in part.words.items():
            row = made.setdefault(language, {})
            place = row if section == REST else row.setdefault(section, {})
            place[name] = words
    return made


def merged(first: Sequence[str | int], second: Sequence[str | int]) -> list[str | int]:
    """The first order, with what only the second has behind its neighbour there."""
    made = list(first)
    before: str | int | None = None
    for name in second:
        if name not in made:
            made.insert(made.index(before) + 1 if before is not None else 0, name)
        before = name
    return made


def common(order: Sequence[str | int], names: Iterable[str | int]) -> list[str | int]:
    """An order without what is not among the names."""
    kept = set(names)
    return [name for name in order if name in kept]
