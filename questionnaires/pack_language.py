"""What the texts of a pack must hold to: the time of the scan, and plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.finding import Finding, Path
from questionnaires.model import ThemePack
from questionnaires.texts import ROWS, texts
from questionnaires.timing import LIMIT, clock, group_seconds

LONGEST_SENTENCE = 20


def language_findings(pack: ThemePack) -> Iterator[Finding]:
    """Every broken rule about texts."""
    yield from _time(pack)
    yield from _sentences(pack)


def _time(pack: ThemePack) -> Iterator[Finding]:
    limit = min(LIMIT, 60 * pack.most_minutes)
    for group in pack.minima:
        seconds = group_seconds(pack, group)
        if seconds > limit:
            text = f"the scan takes {clock(seconds)} for {group}: shorten it to {limit // 60}:00"
            yield Finding(("items",), text)


def _sentences(pack: ThemePack) -> Iterator[Finding]:
    for key, text in texts(pack):
        for sentence in re.split(r"(?<=[.?!:])\s+", text):
            count = len(sentence.split())
            if count > LONGEST_SENTENCE:
                words = f"a sentence of {count} words: split it ({LONGEST_SENTENCE} is plain)"
                yield Finding(place(pack, key), words, warning=True)


def place(pack: ThemePack, key: str) -> Path:
    """Where a text stands in the file: rows are found there by number, not by id."""
    where, *rest = key.split("/")
    path = [int(part) if part.isdigit() else part for part in rest]
    if where in ROWS:
        ids = [str(row.id) for row in getattr(pack, ROWS[where][0])]
        path[0] = ids.index(rest[0])
    return (where, *path)
