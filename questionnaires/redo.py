"""A skill done again, once and as a whole: the better attempt counts (DESIGN 5)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questionnaires.grading import grade
from questionnaires.model import Answers, Minima, Outcome, SkillOutcome, Status, ThemePack

# From worst to best for the person; an unknown status asks nothing of anybody.
MERIT: tuple[Status, ...] = ("geen_eis", "onder", "onbekend", "grens", "op", "boven")


def _merit(outcome: SkillOutcome) -> tuple[int, Fraction]:
    value = Fraction(-1) if outcome.score is None else outcome.score
    return MERIT.index(outcome.status), value


def better(first: SkillOutcome, second: SkillOutcome) -> SkillOutcome:
    """The better of two attempts at one skill, at a tie the first.

    The status decides, then the score, so that doing a skill again never costs anything;
    score and level come from the same attempt as the status. Raises ``ValueError`` when
    the two are not about one skill and minimum.
    """
    if (first.skill, first.minimum) != (second.skill, second.minimum):
        raise ValueError(f"{first.skill} and {second.skill} cannot be compared")
    return second if _merit(second) > _merit(first) else first


def grade_with_redo(
    pack: ThemePack,
    group: str,
    answers: Answers,
    redo: Mapping[str, Answers],
    minima: Minima,
) -> Outcome:
    """Like :func:`questionnaires.grading.grade`, with the better of two attempts per skill.

    ``redo`` holds by skill the answers of a second attempt, its extra included. The caller
    leaves out what is not finished. Raises ``KeyError`` for a skill that is not the pack's.
    """
    again = {
        skill: grade(pack, group, second, minima).skill(skill) for skill, second in redo.items()
    }
    first = grade(pack, group, answers, minima)
    return Outcome(tuple(better(one, again.get(one.skill, one)) for one in first.skills))
