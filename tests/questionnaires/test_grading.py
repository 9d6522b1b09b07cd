"""The rules of a status, each at its boundary."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questionnaires.grading import grade, level_of, outcome_document, outcome_from_document
from tests.questionnaires.builders import GROUP, SCORING, pack_of, question, sheet

# Two objective questions and one can-do question weigh 4 together, so that 65 is 2.6 of 4.
JUST_LESS = "0.499"


@pytest.mark.parametrize(
    ("core", "minimum", "score", "status"),
    [
        # At a cut and just below it, for both minima.
        ("k1 k1 z0.4", 2, 85, "boven"),
        ("k1 k1 z0.399", 2, Fraction("84.975"), "op"),
        ("k1 k0.4 z0.5", 2, 65, "op"),
        ("k1 k0.4 z0.499", 2, Fraction("64.975"), "grens"),
        ("k1 k0.4 z0.1", 2, 55, "grens"),
        ("k1 k0.4 z0.099", 2, Fraction("54.975"), "onder"),
        ("k1 k0.4 z0.5", 1, 65, "boven"),
        ("k1 k0.4 z0.499", 1, Fraction("64.975"), "op"),
        ("k1 k0 z0.1", 1, 40, "op"),
        ("k1 k0 z0.099", 1, Fraction("39.975"), "grens"),
        ("k0.5 k0.3 z0", 1, 30, "grens"),
        ("k0.5 k0.299 z0", 1, Fraction("29.9625"), "onder"),
        ("k0 k0 z0", 2, 0, "onder"),
        ("k1 k1 z1", 2, 100, "boven"),
    ],
)
def test_a_score_against_the_cut_of_the_minimum(
    core: str, minimum: int, score: Fraction, status: str
) -> None:
    outcome = sheet(core).graded(minimum)
    assert (outcome.score, outcome.status) == (score, status)


@pytest.mark.parametrize(
    ("core", "status"),
    [
        # Two weak answers, one of them objective: that is enough.
        ("k0.5 z0.5 k0.51", "onder"),
        ("k0 k0 z1", "onder"),
        # One weak answer, however low the score.
        ("k0 z0.51 k0.51", "grens"),
        # Two weak answers, neither of them objective.
        ("z0 z0 k0.51", "grens"),
        ("z0 z0 z0 z0 k1", "grens"),
        # Weet ik niet is as weak as wrong.
        ("k? z? k0.51", "onder"),
    ],
)
def test_below_needs_two_weak_answers_one_of_them_objective(core: str, status: str) -> None:
    assert sheet(core).graded().status == status


@pytest.mark.parametrize(
    ("core", "minimum", "status"),
    [
        ("z1 z1 z1", 1, "grens"),
        ("z1 z1 z1 k0", 1, "grens"),
        ("z1 z1 z1 k0.49", 1, "grens"),
        ("z1 z1 z1 k0.5", 1, "boven"),
        ("z1 z1 z1 k?", 1, "grens"),
        ("z1 z1 z1 k-", 1, "grens"),
        ("z1 z1 z1 s0.5", 1, "boven"),
    ],
)
def test_without_one_objective_answer_of_half_the_status_is_at_most_borderline(
    core: str, minimum: int, status: str
) -> None:
    assert sheet(core).graded(minimum).status == status


@pytest.mark.parametrize(
    ("core", "score", "status"),
    [
        ("k1 k1", 100, "onbekend"),
        ("k0 k0", 0, "onbekend"),
        ("k1 k1 z-", 100, "onbekend"),
        ("k- z- z-", None, "onbekend"),
        ("k1 k1 z? z-", 75, "op"),
        ("k1 k1 z0.4 z-", 85, "boven"),
        ("k k k", None, "onbekend"),
    ],
)
def test_fewer_than_three_answers_that_apply_leave_the_status_unknown(
    core: str, score: int | None, status: str
) -> None:
    outcome = sheet(core).graded()
    assert (outcome.score, outcome.status) == (score, status)
    assert (outcome.level is None) == (score is None)


@pytest.mark.parametrize("core", ["k0 k0 z0", "k1 k1 z1", "k- z-", "z1 z1 z1"])
def test_minimum_0_asks_nothing(core: str) -> None:
    assert sheet(core, "k0").graded(0).status == "geen_eis"


def test_a_skill_without_a_minimum_asks_nothing() -> None:
    answered = sheet("k0 k0 z0")
    assert grade(answered.pack, GROUP, answered.answers, {}).skill("a").status == "geen_eis"


def test_not_applicable_is_left_out_and_weighs_nothing() -> None:
    assert sheet("k1 k0.4 z0.5 z-").graded() == sheet("k1 k0.4 z0.5").graded()


def test_dont_know_counts_as_wrong() -> None:
    assert sheet("k1 k1 z? k1").graded() == sheet("k1 k1 z0 k1").graded()


def test_objective_answers_weigh_one_and_a_half() -> None:
    assert sheet("k1 z0 z0").graded().score == Fraction(150, Fraction("3.5"))
    assert sheet("k0 z1 z0").graded().score == Fraction(100, Fraction("3.5"))


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, 0), ("39.999", 0), (40, 1), ("64.999", 1), (65, 2), ("84.999", 2), (85, 3), (100, 3)],
)
def test_a_level_begins_at_its_cut(score: int | str, level: int) -> None:
    assert level_of(Fraction(score), SCORING) == level


def test_questions_of_other_groups_and_skills_do_not_count() -> None:
    wrong, right = [Fraction(0)], [Fraction(1)]
    items = [question(f"k{number}", "kennis", right) for number in range(3)]
    other = question("other", "kennis", wrong, function_groups=frozenset({"balie-kcc"}))
    elsewhere = question("elsewhere", "kennis", wrong, skill="b")
    answers = {item.id: "p0" for item in [*items, other, elsewhere]}
    outcome = grade(pack_of([*items, other, elsewhere]), GROUP, answers, {"a": 2, "b": 2})
    assert outcome.skill("a").score == 100
    assert outcome.skill("b").status == "onbekend"


def test_an_answer_that_the_question_does_not_have_is_no_answer() -> None:
    answered = sheet("k1 k1 k1")
    with pytest.raises(KeyError):
        grade(answered.pack, GROUP, {"kern0": "p9"}, {"a": 2})


@pytest.mark.parametrize("core", ["k1 k0.4 z0.67", "k- z-", "k0 k0 z0"])
def test_an_outcome_survives_as_a_document(core: str) -> None:
    answered = sheet(core)
    outcome = grade(answered.pack, GROUP, answered.answers, {"a": 2})
    assert outcome_from_document(outcome_document(outcome)) == outcome
