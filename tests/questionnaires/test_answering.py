"""The path through a scan."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questionnaires.answering import (
    core_items,
    needed_extras,
    next_page,
    pages,
    shuffled,
    unanswered,
)
from questionnaires.model import DONT_KNOW, NOT_APPLICABLE, Item, ItemKind, ThemePack
from questionnaires.packs import load_pack, shipped_packs
from tests.questionnaires.builders import GROUP, pack_of, question

POINTS = [Fraction(1), Fraction(1, 2), Fraction(0), Fraction(0)]
SEEDS = [f"seed-{number}" for number in range(200)]
PACKS = [pytest.param(load_pack(text), id=key) for key, text in shipped_packs().items()]


def pack() -> ThemePack:
    return pack_of(
        [
            question("b1", "kennis", POINTS, skill="b"),
            question("a1", "zelf", POINTS),
            question("a-extra", "kennis", POINTS, role="extra"),
            question("a2", "kennis", POINTS),
            question("a3", "kennis", POINTS, function_groups=frozenset({"balie-kcc"})),
        ],
        skill_ids=("a", "b"),
    )


def test_core_questions_come_skill_by_skill_for_the_own_group_only() -> None:
    assert [item.id for item in core_items(pack(), GROUP)] == ["a1", "a2", "b1"]
    assert [item.id for item in core_items(pack(), "balie-kcc")] == ["a1", "a2", "a3", "b1"]


def test_there_are_two_questions_a_page() -> None:
    assert [[item.id for item in page] for page in pages(pack(), GROUP)] == [["a1", "a2"], ["b1"]]


def test_a_scan_goes_on_at_the_first_open_question() -> None:
    assert next_page(pack(), GROUP, {}) == 0
    assert next_page(pack(), GROUP, {"a1": "p0", "b1": "p0"}) == 0
    assert next_page(pack(), GROUP, {"a1": "p0", "a2": DONT_KNOW}) == 1
    assert next_page(pack(), GROUP, {"a1": "p0", "a2": "p0", "b1": NOT_APPLICABLE}) is None


def test_dont_know_is_an_answer() -> None:
    items = core_items(pack(), GROUP)
    assert unanswered(items, {"a1": DONT_KNOW, "a2": NOT_APPLICABLE}) == (items[2],)


def test_extras_are_no_part_of_the_pages() -> None:
    assert "a-extra" not in [item.id for page in pages(pack(), GROUP) for item in page]
    assert needed_extras(pack(), GROUP, {}, {"a": 2, "b": 2}) == ()


@pytest.mark.parametrize("kind", ["kennis", "situatie"])
def test_options_are_shuffled_per_person_and_stay_where_they_are(kind: ItemKind) -> None:
    item = question("q", kind, POINTS)
    orders = {shuffled(item, seed) for seed in SEEDS}
    assert len(orders) == 24
    assert all(shuffled(item, seed) == shuffled(item, seed) for seed in SEEDS)


def test_the_best_answer_comes_first_for_about_one_person_in_four() -> None:
    item = question("q", "kennis", POINTS)
    first = sum(shuffled(item, seed)[0].id == "p0" for seed in SEEDS)
    assert 30 <= first <= 70


def test_one_persons_questions_are_not_shuffled_alike() -> None:
    items = [question(f"q{number}", "kennis", POINTS) for number in range(20)]
    assert len({tuple(o.id for o in shuffled(item, "seed")) for item in items}) > 10


@pytest.mark.parametrize("kind", ["zelf", "kennis", "situatie"])
def test_dont_know_and_then_not_applicable_come_last(kind: ItemKind) -> None:
    item = question("q", kind, POINTS)
    upside_down = Item(
        "q", "a", kind, 1, "kern", "Wat?", tuple(reversed(item.options)), "Daarom.", None
    )
    for seed in SEEDS:
        last = [option.id for option in shuffled(upside_down, seed)[-2:]]
        assert last == [DONT_KNOW, NOT_APPLICABLE]


def test_the_steps_of_a_can_do_question_keep_their_order() -> None:
    item = question("q", "zelf", POINTS)
    assert {shuffled(item, seed) for seed in SEEDS} == {item.options}


@pytest.mark.parametrize("theme", PACKS)
def test_every_group_of_a_shipped_pack_has_a_path_with_one_extra_a_skill_at_most(
    theme: ThemePack,
) -> None:
    for group, minima in theme.minima.items():
        worst = {
            item.id: min(
                (option for option in item.options if option.points is not None),
                key=lambda option: option.points or 0,
            ).id
            for item in core_items(theme, group)
        }
        assert next_page(theme, group, worst) is None
        asked = [item.skill for item in needed_extras(theme, group, worst, minima)]
        assert len(asked) == len(set(asked))
