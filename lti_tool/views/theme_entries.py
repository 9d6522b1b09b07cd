"""Differences between two versions of a theme, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lti_tool.i18n import _
from lti_tool.views.theme_labels import headings, labels, languages
from questionnaires.pack_comparing import ORDER, Change, Entry
from questionnaires.pack_parts import MISSING, REST, ROWS, WORDS
from questionnaires.pack_writing import Unwritable, decimal

Titled = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field; its label is empty for a part that is one value, a side None without one.

    ``language`` is that of both sides; empty for what has none, such as a number.
    """

    label: str
    old: str | None
    new: str | None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry for a page. ``kind`` is added, gone, changed or order; ``side`` who changed it."""

    id: str
    title: str
    kind: str
    side: str
    fields: Sequence[Field]
    language: str


@dataclass(frozen=True, slots=True)
class Section:
    """Differences of one kind of thing."""

    id: str
    title: str
    rows: Sequence[Difference]


def sections(entries: Iterable[Entry], titled: Titled, language: str) -> list[Section]:
    """Differences below headings, in the order of a theme.

    ``titled`` says what ids are called: function groups, and the rows of the theme.
    """
    names = headings()
    found: dict[str, list[Difference]] = {}
    for one in entries:
        place = REST if one.section not in names else one.section
        found.setdefault(place, []).append(_difference(one, titled, language))
    return [Section(place, names[place], found[place]) for place in names if place in found]


def _difference(one: Entry, titled: Titled, language: str) -> Difference:
    if one.kind == "order":
        old, new = (_numbered(side, titled) for side in (one.old, one.new))
        fields = [Field(_("Volgorde"), old, new, language)]
    else:
        fields = [_field(change, titled, language) for change in one.changes]
    own = language if one.section in ROWS or one.section == "optiesets" else ""
    return Difference(one.id, _title(one, titled), one.kind, one.side, fields, own)


def _numbered(ids: Iterable[str | int], titled: Titled) -> str:
    rows = (titled.get(str(row), str(row)) for row in ids)
    return "\n".join(f"{number}. {row}" for number, row in enumerate(rows, 1))


def titles(document: Mapping[Any, Any]) -> dict[str, str]:
    """What the rows of a theme are called, by id."""
    rows = ((row, name) for place, name in ROWS.items() for row in document.get(place, []))
    return {str(row[name]): _own_title(row) or str(row[name]) for row, name in rows}


def _own_title(row: Mapping[str, Any]) -> str:
    return str(row.get("titel") or row.get("tekst") or row.get("naam") or "")


def _title(one: Entry, titled: Titled) -> str:
    row = one.new if one.new is not MISSING else one.old
    if one.section in (ORDER, REST):
        return {**labels(), **headings()}.get(str(one.name), str(one.name))
    if one.section == "minima":
        return titled.get(str(one.name), str(one.name))
    if one.section == WORDS:
        return languages().get(str(one.name), str(one.name))
    return (_own_title(row) if isinstance(row, Mapping) else "") or str(one.name)


def _field(change: Change, titled: Titled, language: str) -> Field:
    label = _label(change.path, titled)
    sides = (change.old, change.new)
    old, new = (None if value is MISSING else _value(value) for value in sides)
    if not any(isinstance(value, str | list | Mapping) for value in sides):
        return Field(label, old, new)
    own = str(change.path[1]) if change.path[:1] == (WORDS,) else language
    return Field(label, old, new, own)


def _label(path: Sequence[str | int], titled: Titled) -> str:
    if path[:1] == (WORDS,):
        language = languages().get(str(path[1]), str(path[1]))
        rest = _label(path[2:], titled) if path[2:] else _("tekst")
        return f"{language}: {rest}"
    known = labels()
    words = [known.get(str(part), titled.get(str(part), str(part))) for part in path]
    return " › ".join(words)


def _value(value: Any) -> str | None:
    if value is MISSING:
        return None
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if value is None:
        return _("geen")
    if isinstance(value, Fraction):
        return _decimal(value)
    if isinstance(value, list):
        return ", ".join(_value(one) or "" for one in value) or _("geen")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_value(one)}" for key, one in value.items()) or _("geen")
    return str(value)


def _decimal(value: Fraction) -> str:
    try:
        return decimal(value).replace(".", ",")
    except Unwritable:
        return str(value)
