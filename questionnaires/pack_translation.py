"""The ``vertalingen`` of a pack file: the same texts in another language, by the same ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from questionnaires.finding import Finding, Path
from questionnaires.model import ThemePack
from questionnaires.texts import Words, path_of, texts

LONGEST = 2000
# Key of a text -> its path in the file, and what stands there.
Flat = Mapping[str, tuple[Path, Any]]


def read_translations(
    given: Mapping[str, Any], pack: ThemePack
) -> tuple[dict[str, Words], list[Finding]]:
    """Per language the texts by key, and a finding for each that is missing or too many.

    ``given`` is what :mod:`questionnaires.pack_shape` loaded, ``pack`` was built from it.
    """
    wanted = _wanted(given, pack)
    found: dict[str, Words] = {}
    findings: list[Finding] = []
    for language, written in given["translations"].items():
        if language == pack.language:
            at = ("vertalingen", language)
            findings.append(Finding(at, "own_language", {"language": language}))
        flat = {"/".join(map(str, path)): (path, value) for path, value in _flat(written, ())}
        findings += _faults(language, flat, wanted)
        found[language] = {
            key: words for at, keys in wanted.items() if (words := _text(flat, at)) for key in keys
        }
    return found, findings


def _wanted(given: Mapping[str, Any], pack: ThemePack) -> dict[str, list[str]]:
    """Where each text is translated; an option of a set once, for every question with the set."""
    sets = {item["id"]: item["option_set"] for item in given["items"]}
    wanted: dict[str, list[str]] = {}
    for key, _text in texts(pack):
        parts = key.split("/")
        shared = sets.get(parts[1]) if parts[0] == "items" and parts[2] == "opties" else None
        at = key if shared is None else f"optiesets/{shared}/{parts[3]}"
        wanted.setdefault(at, []).append(key)
    return wanted


def _flat(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _flat(below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _flat(below, (*path, number))
    else:
        yield path, value


def _text(flat: Flat, at: str) -> str | None:
    value = flat[at][1] if at in flat else None
    return value.strip() if isinstance(value, str) else None


def _faults(language: str, flat: Flat, wanted: Mapping[str, object]) -> Iterator[Finding]:
    before: Path = ("vertalingen", language)
    for key in wanted:
        if key not in flat:
            given = {"language": language, "key": key}
            yield Finding((*before, *path_of(key)), "untranslated", given)
    for key, (path, value) in flat.items():
        where, given = (*before, *path), {"language": language, "key": key}
        if key not in wanted:
            yield Finding(where, "no_such_text", given)
        elif not isinstance(value, str):
            yield Finding(where, "no_text", given)
        elif not value.strip() or len(value) > LONGEST:
            yield Finding(where, "text_length", {**given, "most": LONGEST})
