"""How long a scan takes: never more than 10:00."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from questionnaires.model import Item, ItemKind, ThemePack
from questionnaires.packs import load_pack, shipped_packs
from questionnaires.timing import clock, estimated_minutes, group_seconds, longest_seconds
from tests.questionnaires.builders import GROUP, pack_of, question

SHIPPED = sorted(shipped_packs())


def long_question(item_id: str, kind: ItemKind, words: int) -> Item:
    """A question of that many words, its options included: they have eleven."""
    item = question(item_id, kind, [Fraction(1), Fraction(0)])
    assert sum(len(option.text.split()) for option in item.options) == 11
    return replace(item, text="woord " * (words - 11))


def seconds(*items: Item) -> Fraction:
    return group_seconds(pack_of(list(items)), GROUP)


@pytest.mark.parametrize(("kind", "thinking"), [("zelf", 5), ("kennis", 10), ("situatie", 12)])
def test_a_question_takes_reading_thinking_and_a_change(kind: ItemKind, thinking: int) -> None:
    assert seconds(long_question("q", kind, 175)) == 60 + 60 + thinking + 3


def test_time_is_exact_and_takes_extras_along() -> None:
    core, extra = long_question("q", "zelf", 100), long_question("e", "zelf", 100)
    assert seconds(core, replace(extra, role="extra")) == 60 + 2 * (Fraction(60 * 100, 175) + 8)


def test_the_longest_function_group_counts() -> None:
    everybody = long_question("q", "zelf", 100)
    few = replace(long_question("r", "kennis", 100), function_groups=frozenset({"balie-kcc"}))
    pack = pack_of([everybody, few])
    pack = replace(pack, minima={**pack.minima, "balie-kcc": {"a": 1}})
    assert group_seconds(pack, GROUP) < group_seconds(pack, "balie-kcc") == longest_seconds(pack)


@pytest.mark.parametrize(
    ("found", "shown"),
    [("600", "10:00"), ("600.01", "10:01"), ("599.2", "10:00"), ("0", "0:00"), ("61", "1:01")],
)
def test_time_is_shown_rounded_up(found: str, shown: str) -> None:
    assert clock(Fraction(found)) == shown


def test_minutes_are_rounded_up_so_that_nobody_is_promised_too_little() -> None:
    pack = pack_of([long_question("q", "kennis", 175)])
    assert (longest_seconds(pack), estimated_minutes(pack)) == (133, 3)
    assert estimated_minutes(replace(pack, items=())) == 1


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_pack_stays_within_ten_minutes_in_every_language(key: str) -> None:
    pack = load_pack(shipped_packs()[key])
    assert longest_seconds(pack) <= 600
    assert longest_seconds(pack) == by_hand(pack)


def by_hand(pack: ThemePack) -> Fraction:
    """The formula once more, over every question, since shipped questions are for everybody."""
    thinking = {"zelf": 5, "kennis": 10, "situatie": 12}
    words = sum(
        len(f"{item.text} {' '.join(option.text for option in item.options)}".split())
        for item in pack.items
    )
    return Fraction(words * 60, 175) + sum(thinking[i.kind] + 3 for i in pack.items) + 60
