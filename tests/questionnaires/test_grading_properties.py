"""What must hold for every pack and every answer (DESIGN 5)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from questionnaires.answering import needed_extras
from questionnaires.grading import grade
from questionnaires.model import DONT_KNOW, Item, Outcome, ThemePack
from questionnaires.redo import better, grade_with_redo
from tests.questionnaires.builders import GROUP
from tests.questionnaires.generated import Scan, answers_to, not_lower, scans

many = settings(max_examples=100)
THREE = ("a", "b", "c")


def points(item: Item, answer: str) -> Fraction | None:
    return item.option(answer).points


def statuses(outcome: Outcome) -> list[str]:
    return [skill.status for skill in outcome.skills]


def none_lower(before: Outcome, after: Outcome) -> bool:
    pairs = zip(statuses(before), statuses(after), strict=True)
    return all(not_lower(one, two) for one, two in pairs)


def better_options(item: Item, answer: str) -> list[str]:
    mine = points(item, answer)
    if mine is None:
        return []
    return [o.id for o in item.options if o.points is not None and o.points >= mine]


@many
@given(scans(), st.data())
def test_raising_any_answer_never_lowers_a_status(scan: Scan, data: DataObject) -> None:
    pack, answers, minima = scan
    raised = dict(answers)
    for item in pack.items:
        choices = better_options(item, answers[item.id]) if item.id in answers else []
        if choices and data.draw(st.booleans()):
            raised[item.id] = data.draw(st.sampled_from(choices))
    assert none_lower(grade(pack, GROUP, answers, minima), grade(pack, GROUP, raised, minima))


@many
@given(scans(), st.data())
def test_raising_an_answer_holds_when_it_switches_extras_on_and_off(
    scan: Scan, data: DataObject
) -> None:
    """As people submit it: every extra that is asked is answered, anew if it was not before."""
    pack, answers, minima = scan
    before = as_submitted(pack, answers, minima, data)
    item = data.draw(st.sampled_from(pack.items)) if pack.items else None
    choices = better_options(item, before[item.id]) if item and item.id in before else []
    if item is None or not choices:
        return
    raised = {**before, item.id: data.draw(st.sampled_from(choices))}
    after = as_submitted(pack, raised, minima, data)
    assert none_lower(grade(pack, GROUP, before, minima), grade(pack, GROUP, after, minima))


def as_submitted(
    pack: ThemePack, answers: dict[str, str], minima: dict[str, int], data: DataObject
) -> dict[str, str]:
    asked = needed_extras(pack, GROUP, answers, minima)
    new = {
        item.id: data.draw(st.sampled_from([option.id for option in item.options]))
        for item in asked
        if item.id not in answers
    }
    return {**answers, **new}


@many
@given(scans())
def test_an_extra_never_hurts_and_leaves_level_and_score_alone(scan: Scan) -> None:
    pack, answers, minima = scan
    extras = {item.id for item in pack.items if item.role == "extra"}
    without = {key: value for key, value in answers.items() if key not in extras}
    one, two = grade(pack, GROUP, without, minima), grade(pack, GROUP, answers, minima)
    assert none_lower(one, two)
    for core, full in zip(one.skills, two.skills, strict=True):
        assert (core.score, core.level) == (full.score, full.level)
        assert core.status == full.status or (core.status, full.status) == ("onder", "grens")


@many
@given(scans())
def test_extras_are_asked_exactly_when_they_can_change_a_status(scan: Scan) -> None:
    pack, answers, minima = scan
    extras = [item for item in pack.items if item.role == "extra" and item.applies_to(GROUP)]
    bare = {key: value for key, value in answers.items() if key not in {e.id for e in extras}}
    asked = {item.id for item in needed_extras(pack, GROUP, answers, minima)}
    for extra in extras:
        full = with_full_points(pack, extra)
        now = grade(pack, GROUP, bare, minima).skill(extra.skill).status
        then = grade(full, GROUP, {**bare, extra.id: "p0"}, minima).skill(extra.skill).status
        assert (extra.id in asked) is (now != then)


def with_full_points(pack: ThemePack, item: Item) -> ThemePack:
    options = tuple(
        replace(option, points=Fraction(1)) if option.id == "p0" else option
        for option in item.options
    )
    changed = replace(item, options=options)
    return replace(pack, items=tuple(changed if i.id == item.id else i for i in pack.items))


@many
@given(scans())
def test_self_report_alone_decides_nothing_in_either_direction(scan: Scan) -> None:
    pack, answers, minima = scan
    for skill in grade(pack, GROUP, answers, minima).skills:
        done = [
            value
            for item in pack.items
            if item.skill == skill.skill and item.role == "kern" and item.objective
            if item.applies_to(GROUP) and item.id in answers
            if (value := points(item, answers[item.id])) is not None
        ]
        if all(value > Fraction(1, 2) for value in done):
            assert skill.status != "onder"
        if all(value < Fraction(1, 2) for value in done):
            assert skill.status not in ("op", "boven")


@many
@given(scans(THREE), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_questions_is_irrelevant(scan: Scan, random: Random) -> None:
    pack, answers, minima = scan
    entries, items = list(answers.items()), list(pack.items)
    random.shuffle(entries)
    random.shuffle(items)
    mixed = replace(pack, items=tuple(items))
    assert grade(mixed, GROUP, dict(entries), minima) == grade(pack, GROUP, answers, minima)


@many
@given(scans(THREE))
def test_a_skill_is_graded_from_its_own_questions_alone(scan: Scan) -> None:
    pack, answers, minima = scan
    outcome = grade(pack, GROUP, answers, minima)
    for skill in pack.skills:
        mine = {item.id for item in pack.items if item.skill == skill.id}
        own = {key: value for key, value in answers.items() if key in mine}
        assert grade(pack, GROUP, own, minima).skill(skill.id) == outcome.skill(skill.id)


@many
@given(scans())
def test_dont_know_weighs_as_much_as_a_wrong_answer(scan: Scan) -> None:
    pack, answers, minima = scan
    unsure = dict(answers)
    for item in pack.items:
        if item.id in answers and points(item, answers[item.id]) == 0:
            unsure[item.id] = DONT_KNOW
    assert grade(pack, GROUP, unsure, minima) == grade(pack, GROUP, answers, minima)


@many
@given(scans(), st.data())
def test_a_redo_never_lowers_a_status_nor_the_score_at_the_same_status(
    scan: Scan, data: DataObject
) -> None:
    pack, answers, minima = scan
    again = data.draw(answers_to(pack))
    redo = {skill.id: again for skill in pack.skills}
    first, second = grade(pack, GROUP, answers, minima), grade(pack, GROUP, again, minima)
    for one, two, found in zip(
        first.skills,
        second.skills,
        grade_with_redo(pack, GROUP, answers, redo, minima).skills,
        strict=True,
    ):
        assert found in (one, two)
        assert found == better(one, two)
        assert "onbekend" in (one.status, two.status) or not_lower(one.status, found.status)
        assert found.status != "onder" or {one.status, two.status} == {"onder"}
        if one.status == found.status and one.score is not None:
            assert found.score is not None
            assert found.score >= one.score
