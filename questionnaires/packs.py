"""Theme packs: read from YAML, checked for shape and meaning, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Literal

from marshmallow import ValidationError

from questionnaires.finding import Finding, Path
from questionnaires.model import ThemePack
from questionnaires.pack_build import build, frozen_words, pack_document, pack_from_document
from questionnaires.pack_meaning import findings
from questionnaires.pack_shape import PackShape
from questionnaires.pack_translation import read_translations
from questionnaires.timing import estimated_minutes
from questionnaires.yaml_marks import Marked, Unreadable, read_marked

__all__ = [
    "Fault",
    "PackInvalid",
    "check_pack",
    "estimated_minutes",
    "load_pack",
    "pack_document",
    "pack_from_document",
    "shipped_packs",
]

LONGEST_MESSAGE = 300
SHIPPED = resources.files("questionnaires") / "themes"
WORDS = {
    "Missing data for required field.": "is missing: add it",
    "Unknown field.": "is not a key of a theme pack: correct or remove it",
    "Field may not be null.": "is empty: fill it in",
    "Not a valid string.": "is no text: put it in quotes",
    "Not a valid integer.": "is no whole number: write one",
    "Not a valid boolean.": "is not true or false: write one of them",
    "Not a valid list.": "is no list: put a dash before each entry",
    "Not a valid mapping type.": "has no keys of its own: write them below it",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a pack file, in the words of ``file:line: what, and what to do``."""

    source: str
    line: int
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        mark = "warning: " if self.severity == "warning" else ""
        return f"{self.source}:{self.line}: {mark}{self.message}"


class PackInvalid(Exception):
    """A pack with at least one error; ``faults`` has them all, warnings too."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of a file: a pack, faults, or both."""

    pack: ThemePack | None
    faults: tuple[Fault, ...]


def load_pack(text: str, source: str = "<pack>") -> ThemePack:
    """The pack of a file's text; raises :class:`PackInvalid` for any error."""
    read = _read(text, source)
    if read.pack is None or any(fault.severity == "error" for fault in read.faults):
        raise PackInvalid(read.faults)
    return read.pack


def check_pack(text: str, source: str) -> tuple[Fault, ...]:
    """Everything wrong with a file's text, in the order of its lines."""
    return _read(text, source).faults


def shipped_packs() -> dict[str, str]:
    """The text of each pack that comes with Themascan, by its id."""
    return {
        file.name.removesuffix(".yaml"): file.read_text(encoding="utf-8")
        for file in sorted(SHIPPED.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yaml") and not file.name.startswith("_")
    }


def _read(text: str, source: str) -> _Read:
    try:
        marked = read_marked(text)
    except Unreadable as fault:
        return _Read(None, (_fault(source, fault.line, fault.message),))
    try:
        given = PackShape().load(marked.document)
    except ValidationError as fault:
        return _Read(None, _sorted(_shape_faults(fault, marked, source)))
    missing = tuple(_missing_options(given, marked, source))
    if missing:
        return _Read(None, _sorted(missing))
    bare = build({**given, "translations": {}})
    words, missing_texts = read_translations(given, bare)
    pack = replace(bare, translations=frozen_words(words))
    found = [*findings(pack), *missing_texts]
    return _Read(pack, _sorted(_meaning_faults(found, given, marked, source)))


def _fault(source: str, line: int, message: str, warning: bool = False) -> Fault:
    # Words from the file stand in the message: they must not make a second line of it.
    plain = "".join(sign if sign.isprintable() else " " for sign in message)
    short = plain if len(plain) <= LONGEST_MESSAGE else plain[:LONGEST_MESSAGE] + "…"
    return Fault(source, line, short, "warning" if warning else "error")


def _sorted(faults: Iterator[Fault] | tuple[Fault, ...]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _shape_faults(fault: ValidationError, marked: Marked, source: str) -> Iterator[Fault]:
    for path, message in _leaves(fault.messages_dict, (), marked):
        name = next((part for part in reversed(path) if isinstance(part, str)), path[-1])
        yield _fault(source, marked.line(path), f"{name}: {WORDS.get(message, message)}")


def _leaves(messages: Any, path: Path, marked: Marked) -> Iterator[tuple[Path, str]]:
    if isinstance(messages, Mapping):
        for key, rest in messages.items():
            # A dict field puts "key" or "value" between; neither stands in the file.
            between = key in ("key", "value") and (*path, key) not in marked.lines
            yield from _leaves(rest, path if between else (*path, key), marked)
    elif isinstance(messages, list):
        for message in messages:
            yield path, str(message)


def _missing_options(given: Mapping[str, Any], marked: Marked, source: str) -> Iterator[Fault]:
    for number, item in enumerate(given["items"]):
        has = [item["options"] is not None, item["option_set"] is not None]
        line = marked.line(("items", number))
        if sum(has) != 1:
            yield _fault(source, line, f"{item['id']}: give either opties or optieset")
        elif has[1] and item["option_set"] not in given["option_sets"]:
            where = marked.line(("items", number, "optieset"))
            name = item["option_set"]
            yield _fault(source, where, f"{item['id']}: there is no optieset {name}: add it")


def _meaning_faults(
    found: Iterable[Finding], given: Mapping[str, Any], marked: Marked, source: str
) -> tuple[Fault, ...]:
    faults = []
    for one in found:
        path, name = _place(one.path, given)
        faults.append(_fault(source, marked.line(path), name + one.message, one.warning))
    # A fault in a set of options is found once for each question that uses the set.
    return tuple(dict.fromkeys(faults))


def _place(path: Path, given: Mapping[str, Any]) -> tuple[Path, str]:
    if path[0] != "items" or path[2:3] != ("opties",):
        return path, ""
    item = given["items"][path[1]]
    if item["option_set"] is None:
        return path, f"{item['id']}: "
    return ("optiesets", item["option_set"], *path[3:]), f"{item['option_set']}: "
