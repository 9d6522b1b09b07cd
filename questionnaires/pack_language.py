"""What the texts of a pack must hold to: the time of the scan, and plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.finding import Finding, Given, Path
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


def _time(pack: ThemePack, at: Path, before: str) -> Iterator[Finding]:
    limit = min(LIMIT, 60 * pack.most_minutes)
    for group in pack.minima:
        seconds = group_seconds(pack, group)
        if seconds > limit:
            given: Given = {
                "before": before,
                "took": clock(seconds),
                "group": group,
                "limit": limit // 60,
            }
            yield Finding(at, "too_long", given)


def _sentences(at: Path, text: str) -> Iterator[Finding]:
    for sentence in re.split(r"(?<=[.?!:])\s+", text):
        count = len(sentence.split())
        if count > LONGEST_SENTENCE:
            given = {"count": count, "most": LONGEST_SENTENCE}
            yield Finding(at, "long_sentence", given, warning=True)


def _place(pack: ThemePack, key: str) -> Path:
    """Where a text stands in the file: rows are found there by number, not by id."""
    where, *rest = key.split("/")
    if where not in ROWS:
        return path_of(key)
    ids = [str(row.id) for row in getattr(pack, ROWS[where][0])]
    return (where, ids.index(rest[0]), *path_of("/".join(rest[1:])))
