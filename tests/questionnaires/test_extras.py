"""The extra question: asked exactly when it can still help, and never against anybody."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from questionnaires.answering import needed_extras
from questionnaires.grading import grade
from questionnaires.model import Scoring
from tests.questionnaires.builders import GROUP, SCORING, Sheet, sheet


def asked(answered: Sheet, minimum: int = 2) -> bool:
    return bool(needed_extras(answered.pack, GROUP, answered.answers, {"a": minimum}))


# Three questions weigh 4 and an objective extra 1.5: full points on it must make 3.025 of 5.5.
@pytest.mark.parametrize(
    ("core", "extra", "wanted"),
    [
        ("k1 k0 z0.025", "k", True),
        ("k1 k0 z0.024", "k", False),
        # A can-do extra weighs 1: then 2.75 of 5 must be reached.
        ("k1 k0 z0.25", "z", True),
        ("k1 k0 z0.249", "z", False),
        # Not below: there is nothing to help with.
        ("k1 k0.4 z0.1", "k", False),
        ("k1 k1 z1", "k", False),
        ("z0 z0 k0.51", "k", False),
        # Far below: no answer would be enough.
        ("k0 k0 z0", "k", False),
        # Unknown.
        ("k0 k0.5", "k", False),
    ],
)
def test_the_extra_is_asked_exactly_when_full_points_would_reach_the_margin(
    core: str, extra: str, wanted: bool
) -> None:
    assert asked(sheet(core, extra)) is wanted


def test_no_minimum_asks_no_extra() -> None:
    assert not asked(sheet("k1 k0 z0.5", "k"), minimum=0)


def test_an_answer_to_the_extra_does_not_take_the_question_away() -> None:
    assert asked(sheet("k1 k0 z0.1", "k0"))
    assert asked(sheet("k1 k0 z0.1", "k1"))


@pytest.mark.parametrize(
    ("core", "extra", "minimum", "status"),
    [
        # Full points, half of them, none.
        ("k1 k0.2 z0.399", "s1", 2, "grens"),
        ("k1 k0.2 z0.399", "s0.5", 2, "onder"),
        ("k1 k0.2 z0.399", "s0", 2, "onder"),
        ("k1 k0.2 z0.399", "s?", 2, "onder"),
        ("k1 k0.2 z0.399", "s-", 2, "onder"),
        ("k1 k0.2 z0.399", "s", 2, "onder"),
        # Exactly at the margin with the extra, and just below it.
        ("k1 k0 z0.025", "k1", 2, "grens"),
        ("k1 k0 z0.025", "k0.999", 2, "onder"),
        # Half points are below the margin of minimum 2, but not of minimum 1: 1.65 of 5.5.
        ("k0.4 k0.2 z0", "s0.5", 1, "grens"),
        ("k0.4 k0.199 z0", "s0.5", 1, "onder"),
    ],
)
def test_what_an_answer_to_the_extra_does(core: str, extra: str, minimum: int, status: str) -> None:
    assert sheet(core, extra).graded(minimum).status == status


def test_an_extra_of_great_weight_still_gives_no_more_than_borderline() -> None:
    # 108.4 of 201 is 54; with the extra 208.4 of 301 is 69, above the cut.
    heavy = replace(SCORING, weight_objective=Fraction(100))
    unanswered, answered = sheet("z0.4 k0.7 k0.38", "k"), sheet("z0.4 k0.7 k0.38", "k1")
    assert graded(unanswered, heavy) == "onder"
    assert graded(answered, heavy) == "grens"


def graded(answered: Sheet, scoring: Scoring) -> str:
    pack = replace(answered.pack, scoring=scoring)
    return grade(pack, GROUP, answered.answers, {"a": 2}).skill("a").status


def test_level_and_score_stay_those_of_the_core() -> None:
    without, with_it = sheet("k1 k0 z0.5", "k").graded(), sheet("k1 k0 z0.5", "k1").graded()
    assert (without.status, with_it.status) == ("onder", "grens")
    assert (with_it.score, with_it.level) == (without.score, without.level) == (50, 1)


@pytest.mark.parametrize(
    "core",
    ["k0 k0 z0", "k1 k0.4 z0.1", "k1 k0.4 z0.5", "k1 k1 z1", "k0 k0.5", "z0 z0 k0.51"],
)
@pytest.mark.parametrize("extra", ["k0", "k0.5", "k1", "k?", "k-"])
def test_an_extra_whose_condition_has_lapsed_is_ignored(core: str, extra: str) -> None:
    assert sheet(core, extra).graded() == sheet(core, "k").graded()


def test_an_extra_never_makes_an_unknown_skill_known() -> None:
    assert sheet("k1 k1 z-", "k1").graded().status == "onbekend"
