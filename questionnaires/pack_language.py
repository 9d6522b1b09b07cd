"""What the texts of a pack must hold to: the time of the scan, and plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.finding import Finding, Path
from questionnaires.model import ThemePack
from questionnaires.texts import ROWS, path_of, texts
from questionnaires.timing import LIMIT, clock, group_seconds

LONGEST_SENTENCE = 20


def language_findings(pack: ThemePack) -> Iterator[Finding]:
    """Every broken rule about texts, in the pack's own language and in each translation."""
    yield from _time(pack, ("items",), "")
    for key, text in texts(pack):
        yield from _sentences(_place(pack, key), text)
    for language, words in pack.translations.items():
        at = ("vertalingen", language)
        yield from _time(pack.in_language(language), at, f"{language}: ")
        for key, text in words.items():
            yield from _sentences((*at, *path_of(key)), text)


def _time(pack: ThemePack, at: Path, name: str) -> Iterator[Finding]:
    limit = min(LIMIT, 60 * pack.most_minutes)
    for group in pack.minima:
        seconds = group_seconds(pack, group)
        if seconds > limit:
            took = f"the scan takes {clock(seconds)} for {group}"
            yield Finding(at, f"{name}{took}: shorten it to {limit // 60}:00")


def _sentences(at: Path, text: str) -> Iterator[Finding]:
    for sentence in re.split(r"(?<=[.?!:])\s+", text):
        count = len(sentence.split())
        if count > LONGEST_SENTENCE:
            words = f"a sentence of {count} words: split it ({LONGEST_SENTENCE} is plain)"
            yield Finding(at, words, warning=True)


def _place(pack: ThemePack, key: str) -> Path:
    """Where a text stands in the file: rows are found there by number, not by id."""
    where, *rest = key.split("/")
    if where not in ROWS:
        return path_of(key)
    ids = [str(row.id) for row in getattr(pack, ROWS[where][0])]
    return (where, ids.index(rest[0]), *path_of("/".join(rest[1:])))
