"""Theme packs: read from YAML, checked for shape and meaning, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from questionnaires.yaml_marks import Lines, Marked, Unreadable, read_marked

__all__ = [
    "Examined",
    "Fault",
    "PackInvalid",
    "check_pack",
    "estimated_minutes",
    "examine",
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
class Examined:
    """What came of a document: a pack, findings, or both."""

    pack: ThemePack | None
    findings: tuple[Finding, ...]


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


def examine(document: Mapping[Any, Any], lines: Lines | None = None) -> Examined:
    """Everything wrong with a pack as it stands in a file, each with its place there.

    A document whose shape is wrong has no pack, and its meaning is not looked at. ``lines``
    says which paths stand in the file.
    """
    try:
        given = PackShape().load(document)
    except ValidationError as fault:
        return Examined(None, tuple(_shape_findings(fault, lines or {})))
    missing = tuple(_missing_options(given))
    if missing:
        return Examined(None, missing)
    bare = build({**given, "translations": {}})
    words, missing_texts = read_translations(given, bare)
    pack = replace(bare, translations=frozen_words(words))
    return Examined(pack, tuple(_placed(one, given) for one in [*findings(pack), *missing_texts]))


def _read(text: str, source: str) -> _Read:
    try:
        marked = read_marked(text)
    except Unreadable as fault:
        return _Read(None, (_fault(source, fault.line, fault.message),))
    found = examine(marked.document, marked.lines)
    faults = [_told(one, marked, source) for one in found.findings]
    # A fault in a set of options is found once for each question that uses the set.
    return _Read(found.pack, _sorted(tuple(dict.fromkeys(faults))))


def _told(one: Finding, marked: Marked, source: str) -> Fault:
    before = _owner(one)
    return _fault(source, marked.line(one.path), before + one.message, one.warning)


def _fault(source: str, line: int, message: str, warning: bool = False) -> Fault:
    # Words from the file stand in the message: they must not make a second line of it.
    plain = "".join(sign if sign.isprintable() else " " for sign in message)
    short = plain if len(plain) <= LONGEST_MESSAGE else plain[:LONGEST_MESSAGE] + "…"
    return Fault(source, line, short, "warning" if warning else "error")


def _sorted(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _shape_findings(fault: ValidationError, lines: Lines) -> Iterator[Finding]:
    for path, message in _leaves(fault.messages_dict, (), lines):
        name = next((part for part in reversed(path) if isinstance(part, str)), path[-1])
        yield Finding(path, "shape", {"name": name, "what": WORDS.get(message, message)})


def _leaves(messages: Any, path: Path, lines: Lines) -> Iterator[tuple[Path, str]]:
    if isinstance(messages, Mapping):
        for key, rest in messages.items():
            # A dict field puts "key" or "value" between; neither stands in the file.
            between = key in ("key", "value") and (*path, key) not in lines
            yield from _leaves(rest, path if between else (*path, key), lines)
    elif isinstance(messages, list):
        for message in messages:
            yield path, str(message)


def _missing_options(given: Mapping[str, Any]) -> Iterator[Finding]:
    for number, item in enumerate(given["items"]):
        has = [item["options"] is not None, item["option_set"] is not None]
        if sum(has) != 1:
            yield Finding(("items", number), "no_answers", {"item": item["id"]})
        elif has[1] and item["option_set"] not in given["option_sets"]:
            words = {"item": item["id"], "name": item["option_set"]}
            yield Finding(("items", number, "optieset"), "no_set", words)


def _placed(one: Finding, given: Mapping[str, Any]) -> Finding:
    """A fault of a question's answers stands where they are written: with it, or in a set."""
    path = one.path
    if path[0] != "items" or path[2:3] != ("opties",):
        return one
    item = given["items"][path[1]]
    name = item["option_set"]
    if name is None:
        return replace(one, given={**one.given, "of": item["id"]})
    return replace(one, path=("optiesets", name, *path[3:]), given={**one.given, "of": name})


def _owner(one: Finding) -> str:
    return f"{one.given['of']}: " if "of" in one.given else ""
