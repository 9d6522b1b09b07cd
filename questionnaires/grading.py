"""Grading, as DESIGN 5 says: exact fractions, benefit of the doubt, extras only help.

Every skill is graded by itself, from its own items alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questionnaires.model import (
    Answers,
    Item,
    Minima,
    Outcome,
    Scoring,
    SkillOutcome,
    Status,
    ThemePack,
)

LEAST_ITEMS = 3
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Scored:
    """An answered item that applies, with its points from 0 to 1."""

    item: Item
    points: Fraction


def _scored(items: Sequence[Item], answers: Answers) -> list[Scored]:
    found = []
    for item in items:
        if item.id in answers:
            points = item.option(answers[item.id]).points
            if points is not None:
                found.append(Scored(item, points))
    return found


def score(scored: Sequence[Scored], scoring: Scoring) -> Fraction | None:
    """100 times the weighted mean of the points; None without any item that applies."""
    weights = [
        scoring.weight_objective if s.item.objective else scoring.weight_self for s in scored
    ]
    total = sum(weights, Fraction(0))
    if not total:
        return None
    return (
        100 * sum((w * s.points for w, s in zip(weights, scored, strict=True)), Fraction(0)) / total
    )


def level_of(value: Fraction, scoring: Scoring) -> int:
    """The highest level whose cut the score reaches; 0 below the first."""
    return max((level for level, cut in scoring.cuts.items() if value >= cut), default=0)


def _raw_status(value: Fraction, minimum: int, scoring: Scoring) -> Status:
    cut = scoring.cuts[minimum]
    if level_of(value, scoring) > minimum:
        return "boven"
    if value >= cut:
        return "op"
    return "grens" if value >= cut - scoring.margin else "onder"


def _core_status(scored: Sequence[Scored], minimum: int, scoring: Scoring) -> Status:
    value = score(scored, scoring)
    if minimum == 0:
        return "geen_eis"
    if len(scored) < LEAST_ITEMS or value is None:
        return "onbekend"
    status = _raw_status(value, minimum, scoring)
    if status == "onder" and not _weak_enough(scored):
        return "grens"
    if status in ("op", "boven") and not _shown_by_doing(scored):
        return "grens"
    return status


def _weak_enough(scored: Sequence[Scored]) -> bool:
    weak = [s for s in scored if s.points <= HALF]
    return len(weak) >= 2 and any(s.item.objective for s in weak)


def _shown_by_doing(scored: Sequence[Scored]) -> bool:
    return any(s.item.objective and s.points >= HALF for s in scored)


def _reaches(scored: Sequence[Scored], extra: Scored, minimum: int, scoring: Scoring) -> bool:
    value = score([*scored, extra], scoring)
    return value is not None and value >= scoring.cuts[minimum] - scoring.margin


def extra_wanted(
    core: Sequence[Item], extra: Item, answers: Answers, minimum: int, scoring: Scoring
) -> bool:
    """Whether the extra item can still turn ``onder`` into ``grens``."""
    scored = _scored(core, answers)
    if _core_status(scored, minimum, scoring) != "onder":
        return False
    return _reaches(scored, Scored(extra, Fraction(1)), minimum, scoring)


def _items(pack: ThemePack, skill: str, group: str, role: str) -> list[Item]:
    return [
        item
        for item in pack.items
        if item.skill == skill and item.role == role and item.applies_to(group)
    ]


def _grade_skill(
    pack: ThemePack, skill: str, group: str, answers: Answers, minimum: int
) -> SkillOutcome:
    core = _items(pack, skill, group, "kern")
    scored = _scored(core, answers)
    status = _core_status(scored, minimum, pack.scoring)
    asked = [
        extra
        for extra in _items(pack, skill, group, "extra")
        if extra_wanted(core, extra, answers, minimum, pack.scoring)
    ]
    if any(_reaches(scored, extra, minimum, pack.scoring) for extra in _scored(asked, answers)):
        status = "grens"
    value = score(scored, pack.scoring)
    level = None if value is None else level_of(value, pack.scoring)
    return SkillOutcome(skill, value, level, minimum, status)


def grade(pack: ThemePack, group: str, answers: Answers, minima: Minima) -> Outcome:
    """Grade one person's answers against the minima of the own function group."""
    return Outcome(
        tuple(
            _grade_skill(pack, skill.id, group, answers, minima.get(skill.id, 0))
            for skill in pack.skills
        )
    )


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON; fractions as text."""
    return {
        "skills": [
            [s.skill, None if s.score is None else str(s.score), s.level, s.minimum, s.status]
            for s in outcome.skills
        ]
    }


def outcome_from_document(document: dict[str, Any]) -> Outcome:
    """The outcome of :func:`outcome_document`."""
    return Outcome(
        tuple(
            SkillOutcome(skill, None if value is None else Fraction(value), level, minimum, status)
            for skill, value, level, minimum, status in document["skills"]
        )
    )
