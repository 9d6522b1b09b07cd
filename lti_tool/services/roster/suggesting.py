"""Which function group HR's words probably mean, by its name and its examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from lti_tool.services.roster.words import Group, folded

# Below it a suggestion would be a guess: then nothing is suggested.
LIKELY = 0.7
# A word that two jobs share tells something, as long as it is not a short one.
TELLING = 5


def suggestion(words: str, groups: Iterable[Group]) -> str | None:
    """The code of the group that fits best, or None."""
    best, found = LIKELY, None
    for group in groups:
        for phrase in _phrases(group):
            likeness = _likeness(folded(words), phrase)
            if likeness > best:
                best, found = likeness, group.code
    return found


def _phrases(group: Group) -> Iterator[str]:
    yield folded(group.name)
    yield from filter(None, map(folded, group.examples.split(",")))


def _likeness(words: str, phrase: str) -> float:
    """From 0 to 1; shared long words count, and so do spellings that are close."""
    ours, theirs = _long(words), _long(phrase)
    shared = ours & theirs
    overlap = len(shared) / min(len(ours), len(theirs)) if shared else 0.0
    return max(0.95 * overlap, SequenceMatcher(None, words, phrase).ratio())


def _long(words: str) -> set[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in words)
    return {word for word in plain.split() if len(word) >= TELLING}
