"""A skill done again: the better attempt counts, at a tie the first."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questionnaires.grading import grade
from questionnaires.model import SkillOutcome, Status
from questionnaires.redo import better, grade_with_redo
from tests.questionnaires.builders import GROUP, pack_of, question, sheet


def attempt(status: Status, score: int | None, level: int | None = 0) -> SkillOutcome:
    return SkillOutcome("a", None if score is None else Fraction(score), level, 2, status)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (attempt("onder", 54), attempt("grens", 40)),
        (attempt("grens", 64), attempt("op", 65)),
        (attempt("op", 84), attempt("boven", 85)),
        # The same status: the higher score.
        (attempt("onder", 20), attempt("onder", 21)),
        # Nothing is asked of somebody whose status is unknown, so it is better than below.
        (attempt("onder", 50), attempt("onbekend", None, None)),
        (attempt("onbekend", 100), attempt("grens", 60)),
        (attempt("onbekend", None, None), attempt("onbekend", 0)),
    ],
)
def test_the_better_attempt_counts_whichever_came_first(
    first: SkillOutcome, second: SkillOutcome
) -> None:
    assert better(first, second) is second
    assert better(second, first) is second


def test_at_a_tie_the_first_counts() -> None:
    first, second = attempt("grens", 60), attempt("grens", 60)
    assert better(first, second) is first


def test_attempts_at_different_things_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        better(attempt("op", 70), SkillOutcome("b", Fraction(70), 2, 2, "op"))
    with pytest.raises(ValueError, match="cannot be compared"):
        better(attempt("op", 70), SkillOutcome("a", Fraction(70), 2, 1, "op"))


def test_status_score_and_level_come_from_one_attempt() -> None:
    first = sheet("k1 k0 z0.5", "k1")
    second = {"kern0": "weet_niet", "kern1": "p0", "kern2": "p0", "extra0": "weet_niet"}
    alone = grade(first.pack, GROUP, second, {"a": 2})
    both = grade_with_redo(first.pack, GROUP, first.answers, {"a": second}, {"a": 2})
    assert alone.skill("a").status == "onder"
    assert both == grade(first.pack, GROUP, first.answers, {"a": 2})


def test_a_redo_brings_its_own_extra_and_leaves_other_skills_alone() -> None:
    right, wrong = [Fraction(1)], [Fraction(0)]
    items = [
        question(f"{skill}{number}", "kennis", right if number else wrong, skill=skill)
        for skill in "ab"
        for number in range(4)
    ]
    extra = question("a-extra", "kennis", right, role="extra")
    pack = pack_of([*items, extra])
    low = {item.id: "weet_niet" for item in [*items, extra]}
    # Two of four right is 50, and the extra makes it 60: borderline.
    again = {"a0": "weet_niet", "a1": "weet_niet", "a2": "p0", "a3": "p0", "a-extra": "p0"}
    outcome = grade_with_redo(pack, GROUP, low, {"a": again}, {"a": 2, "b": 2})
    assert (outcome.skill("a").status, outcome.skill("a").score) == ("grens", 50)
    assert (outcome.skill("b").status, outcome.skill("b").score) == ("onder", 0)


def test_without_a_redo_nothing_changes() -> None:
    answered = sheet("k1 k0 z0.5", "k0")
    assert grade_with_redo(answered.pack, GROUP, answered.answers, {}, {"a": 2}) == grade(
        answered.pack, GROUP, answered.answers, {"a": 2}
    )


def test_a_skill_that_the_pack_does_not_have_cannot_be_redone() -> None:
    answered = sheet("k1 k1 k1")
    with pytest.raises(KeyError):
        grade_with_redo(answered.pack, GROUP, {}, {"zzz": {}}, {"a": 2})
