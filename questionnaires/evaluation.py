"""The evaluation of a quarter: who is asked what, and what may be published of it (6.4, 6.5).

Answers belong to nobody: they are kept apart from persons. So the evaluation says nothing of
anybody's result, whatever its figures are, and adds nothing to the audit of the results. What
it could tell is somebody's opinion: hence the least number, the whole organisation only, and
bands as wide as those of results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from questionnaires.disclosure_bands import band_of, scale_of_place

EMPLOYEE, MANAGER, WORKSHOP = "employee", "manager", "workshop"
QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        EMPLOYEE: ("ev-1", "ev-2", "ev-3", "ev-4", "ev-5", "ev-6"),
        MANAGER: ("el-1", "el-2", "el-3"),
        WORKSHOP: ("ew-1", "ew-2"),
    }
)
# From "helemaal mee oneens" to "helemaal mee eens"; 0 is "geen mening".
SCALE = (1, 2, 3, 4, 5)
NO_OPINION = 0
AGREES = 4
LONGEST = 500
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody filled in: a number per question, and words if they wanted to."""

    answers: Mapping[str, int]
    words: str = field(default="", repr=False)


def is_complete(audience: str, answers: Mapping[str, int]) -> bool:
    """Whether every question of this audience has an answer of the scale, or no opinion."""
    asked = QUESTIONS[audience]
    return set(answers) == set(asked) and all(answers[key] in (*SCALE, NO_OPINION) for key in asked)


def evaluation_snapshot(
    quarter: str, k: int, given: Mapping[str, Sequence[Given]]
) -> dict[str, Any]:
    """What may be published: an audience, a question and the words each from ``k`` people.

    Of a question: how many had an opinion, and the share that agreed as a band. Words come in
    the order of the alphabet, so that their place tells nothing.
    """
    return {
        "schema": SCHEMA,
        "quarter": quarter,
        "k": k,
        "audiences": {
            audience: _audience(audience, k, given.get(audience, ())) for audience in QUESTIONS
        },
    }


def _audience(audience: str, k: int, given: Sequence[Given]) -> dict[str, Any] | None:
    if len(given) < k:
        return None
    words = sorted(row.words for row in given if row.words)
    return {
        "answers": len(given),
        "questions": [{"id": key, **_question(key, k, given)} for key in QUESTIONS[audience]],
        "words": words if len(words) >= k else None,
    }


def _question(key: str, k: int, given: Sequence[Given]) -> dict[str, Any]:
    found = [row.answers[key] for row in given if row.answers[key] != NO_OPINION]
    if len(found) < k:
        return {"n": None, "agree": None}
    share = Fraction(sum(answer >= AGREES for answer in found), len(found))
    scale = scale_of_place(len(found), whole=True)
    return {"n": len(found), "agree": band_of(share, scale).document()}
