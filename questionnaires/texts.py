"""Which texts of a pack people read, each under a key that stays the same in every language.

A key is made of the words of the pack file and the ids in it: ``items/tm-01/opties/a``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from questionnaires.finding import Path

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from questionnaires.model import ThemePack

Words = Mapping[str, str]
Fields = Mapping[str, str]
Row = TypeVar("Row", bound="DataclassInstance")

# Key in the file -> attribute.
WHOLE: Fields = {"titel": "title", "korte_uitleg": "summary", "waarom": "why"}
ROWS: Mapping[str, tuple[str, Fields]] = {
    "niveaus": ("levels", {"naam": "name", "omschrijving": "description"}),
    "vaardigheden": ("skills", {"titel": "title", "omschrijving": "description"}),
    "items": ("items", {"tekst": "text", "uitleg": "explanation"}),
    "aanbod": (
        "offers",
        {"titel": "title", "beschrijving": "description", "vorm": "form", "leerdoelen": "goals"},
    ),
}
KIT: Fields = {"doel": "goal", "vragen": "questions", "voorbeeld_leidinggevende": "example"}


def path_of(key: str) -> Path:
    """The parts of a key; levels and entries of a list are numbers there, as in a file."""
    return tuple(int(part) if part.isdigit() else part for part in key.split("/"))


def texts(pack: ThemePack) -> Iterator[tuple[str, str]]:
    """Every text with its key, in the order in which a pack file has them."""
    yield from _texts(pack, "", WHOLE)
    for where, (attribute, fields) in ROWS.items():
        for row in getattr(pack, attribute):
            yield from _texts(row, f"{where}/{row.id}/", fields)
            for option in getattr(row, "options", ()):
                yield f"{where}/{row.id}/opties/{option.id}", option.text
    yield from _texts(pack.team_kit, "teamoverleg/", KIT)


def _texts(row: object, before: str, fields: Fields) -> Iterator[tuple[str, str]]:
    for key, attribute in fields.items():
        value = getattr(row, attribute)
        if isinstance(value, tuple):
            yield from ((f"{before}{key}/{number}", text) for number, text in enumerate(value))
        elif value is not None:
            yield before + key, value


def with_texts(pack: ThemePack, words: Words) -> ThemePack:
    """The pack with other texts; a key that ``words`` does not have keeps its own."""
    rows: dict[str, Any] = {
        attribute: tuple(
            _with(row, f"{where}/{row.id}/", fields, words) for row in getattr(pack, attribute)
        )
        for where, (attribute, fields) in ROWS.items()
    }
    kit = _with(pack.team_kit, "teamoverleg/", KIT, words)
    return replace(_with(pack, "", WHOLE, words), team_kit=kit, **rows)


def translated(pack: ThemePack, language: str) -> ThemePack:
    """The pack in a language that it has a translation for, else the pack itself."""
    words = pack.translations.get(language)
    if words is None:
        return pack
    return replace(with_texts(pack, words), language=language, translations=MappingProxyType({}))


def _with(row: Row, before: str, fields: Fields, words: Words) -> Row:
    changed: dict[str, Any] = {}
    for key, attribute in fields.items():
        value = getattr(row, attribute)
        if isinstance(value, tuple):
            changed[attribute] = tuple(
                words.get(f"{before}{key}/{number}", text) for number, text in enumerate(value)
            )
        elif value is not None:
            changed[attribute] = words.get(before + key, value)
    if hasattr(row, "options"):
        changed["options"] = tuple(
            replace(option, text=words.get(f"{before}opties/{option.id}", option.text))
            for option in row.options
        )
    return replace(row, **changed)
