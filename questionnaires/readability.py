"""Hints for plain Dutch, on level B1: long sentences, long words, two negations, much passive.

Rules of thumb from writing guides for government texts (sentences of about ten words, one
message each, active, without double negation). They refuse nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

LONG_SENTENCE, LONG_WORD = 15, 20
NEGATIONS = re.compile(
    r"\b(niet|geen|nooit|niemand|niets|zonder|noch|on(?:mogelijk|juist))\b", re.I
)
PASSIVE = re.compile(r"\b(wordt|worden|werd|werden)\b(?:\W+\w+){0,6}?\W+ge\w+[dtn]\b", re.I)
STIFF = frozenset(
    {
        "aangaande",
        "alsmede",
        "betreffende",
        "conform",
        "desgewenst",
        "desalniettemin",
        "derhalve",
        "diens",
        "doch",
        "echter",
        "evenals",
        "hetgeen",
        "hieromtrent",
        "ingevolge",
        "inzake",
        "mits",
        "nochtans",
        "omtrent",
        "onderhavige",
        "reeds",
        "teneinde",
        "tevens",
        "thans",
        "voornoemde",
        "zulks",
    }
)
Kind = Literal["sentence", "word", "negation", "passive", "stiff"]


@dataclass(frozen=True, slots=True)
class Hint:
    """``what`` is the word or the beginning of the sentence that it is about."""

    kind: Kind
    what: str


def hints(text: str) -> tuple[Hint, ...]:
    """What could be plainer in a Dutch text, in the order of the text; each once."""
    found = (hint for sentence in sentences(text) for hint in _of_sentence(sentence))
    return tuple(dict.fromkeys(found))


def sentences(text: str) -> list[str]:
    """The sentences of a text, without what ends them."""
    return [part for part in re.split(r"[.?!:;]\s+|[.?!]$|\n+", text.strip()) if part.strip()]


def _of_sentence(sentence: str) -> Iterator[Hint]:
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", sentence)
    start = " ".join(sentence.split()[:5])
    if len(words) > LONG_SENTENCE:
        yield Hint("sentence", start)
    if len(NEGATIONS.findall(sentence)) > 1:
        yield Hint("negation", start)
    passive = PASSIVE.search(sentence)
    if passive:
        yield Hint("passive", " ".join(passive.group().split()))
    for word in words:
        if len(word) > LONG_WORD:
            yield Hint("word", word)
        elif word.lower() in STIFF:
            yield Hint("stiff", word)
