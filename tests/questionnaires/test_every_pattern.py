"""Every answer pattern of the shipped packs, extra questions included (DESIGN 5).

A skill is graded from its own questions alone, so each skill of each function group is
walked through by itself. Groups with the same questions and minimum share one walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import product

import pytest

from questionnaires.answering import needed_extras
from questionnaires.grading import grade
from questionnaires.model import NOT_APPLICABLE, Item, ThemePack
from questionnaires.packs import load_pack, shipped_packs
from tests.questionnaires.reference import Row, status, wants_extra

RANK = {"onder": 0, "grens": 1, "op": 2, "boven": 3}
# docs/grading.md has these: different skill and minimum pairs, the answer patterns of those,
# and the patterns of every skill of every function group.
PAIRS, PATTERNS, FOR_ALL_GROUPS = 25, 65_600, 254_720
Choice = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Walk:
    """One skill for one minimum: its core questions and its extra question."""

    pack: ThemePack
    core: tuple[Item, ...]
    extra: Item
    minimum: int

    @property
    def skill(self) -> str:
        return self.extra.skill

    def status(self, choice: Choice, extra: str | None) -> str:
        answers = self.answers(choice, extra)
        return grade(self.pack, "any", answers, {self.skill: self.minimum}).skills[0].status

    def wanted(self, choice: Choice) -> bool:
        minima = {self.skill: self.minimum}
        return bool(needed_extras(self.pack, "any", self.answers(choice, None), minima))

    def answers(self, choice: Choice, extra: str | None) -> dict[str, str]:
        answers = {item.id: option for item, option in zip(self.core, choice, strict=True)}
        return answers if extra is None else {**answers, self.extra.id: extra}


def walks(pack: ThemePack) -> Iterator[Walk]:
    """Each different walk of a pack once."""
    seen = set()
    for group, row in pack.minima.items():
        for skill in pack.skills:
            mine = [i for i in pack.items if i.skill == skill.id and i.applies_to(group)]
            core = tuple(item for item in mine if item.role == "kern")
            (extra,) = (item for item in mine if item.role == "extra")
            key = (core, extra, row[skill.id])
            if key not in seen:
                seen.add(key)
                alone = replace(pack, skills=(skill,), items=(*core, extra))
                yield Walk(alone, core, extra, row[skill.id])


ALL = {key: load_pack(text) for key, text in shipped_packs().items()}
WALKS = [
    pytest.param(walk, id=f"{key}-{walk.skill}-{walk.minimum}")
    for key, pack in ALL.items()
    for walk in walks(pack)
]


def options(item: Item) -> list[str]:
    return [option.id for option in item.options]


def row(item: Item, option: str) -> Row | None:
    points = item.option(option).points
    return None if points is None else Row(item.objective, int(100 * points))


def rows(items: tuple[Item, ...], choice: Choice) -> list[Row]:
    found = (row(item, option) for item, option in zip(items, choice, strict=True))
    return [one for one in found if one is not None]


def patterns(walk: Walk) -> Iterator[tuple[Choice, str | None]]:
    """Every choice of options, with the extra question unanswered and with each of its options."""
    extras = [None, *options(walk.extra)]
    yield from product(product(*(options(item) for item in walk.core)), extras)


@cache
def table(walk: Walk) -> dict[tuple[Choice, str | None], str]:
    """The status of every pattern, by the code that grades people."""
    return {pattern: walk.status(*pattern) for pattern in patterns(walk)}


def points(item: Item, option: str) -> Fraction:
    found = item.option(option).points
    return Fraction(-1) if found is None else found


def higher(item: Item, option: str) -> list[str]:
    """The options that give more; nothing is above or below nvt."""
    mine = points(item, option)
    return [] if mine < 0 else [key for key in options(item) if points(item, key) > mine]


def raised(walk: Walk, choice: Choice) -> Iterator[Choice]:
    for place, item in enumerate(walk.core):
        for option in higher(item, choice[place]):
            yield (*choice[:place], option, *choice[place + 1 :])


def not_lower(before: str, after: str) -> bool:
    return before == after or (before in RANK and RANK.get(after, -1) > RANK[before])


@pytest.mark.parametrize("walk", WALKS)
def test_every_pattern_has_the_status_that_the_design_gives_it(walk: Walk) -> None:
    for (choice, extra), found in table(walk).items():
        answered = None if extra is None else row(walk.extra, extra)
        assert found == status(rows(walk.core, choice), answered, walk.minimum), (choice, extra)


@pytest.mark.parametrize("walk", WALKS)
def test_the_extra_is_asked_exactly_when_it_can_change_the_status(walk: Walk) -> None:
    for choice in product(*map(options, walk.core)):
        expected = wants_extra(rows(walk.core, choice), walk.extra.objective, walk.minimum)
        assert walk.wanted(choice) is expected, choice


@pytest.mark.parametrize("walk", WALKS)
def test_raising_a_core_answer_never_lowers_the_status(walk: Walk) -> None:
    statuses = table(walk)
    for (choice, extra), before in statuses.items():
        for better in raised(walk, choice):
            assert not_lower(before, statuses[better, extra]), (choice, better, extra)


@pytest.mark.parametrize("walk", WALKS)
def test_raising_an_answer_that_calls_for_the_extra_never_lowers_the_status(walk: Walk) -> None:
    statuses = table(walk)
    for choice in product(*map(options, walk.core)):
        for better in raised(walk, choice):
            if walk.wanted(better) and not walk.wanted(choice):
                for answer in options(walk.extra):
                    assert not_lower(statuses[choice, None], statuses[better, answer])


@pytest.mark.parametrize("walk", WALKS)
def test_an_extra_never_hurts_and_more_points_on_it_never_hurt(walk: Walk) -> None:
    statuses = table(walk)
    for (choice, extra), before in statuses.items():
        above = options(walk.extra) if extra is None else higher(walk.extra, extra)
        assert all(not_lower(before, statuses[choice, key]) for key in above), (choice, extra)


@pytest.mark.parametrize("walk", WALKS)
def test_full_points_instead_of_not_applicable_never_lower_the_status(walk: Walk) -> None:
    statuses = table(walk)
    for (choice, extra), before in statuses.items():
        for place, item in enumerate(walk.core):
            if choice[place] == NOT_APPLICABLE:
                best = max(options(item), key=lambda key: points(item, key))
                better = (*choice[:place], best, *choice[place + 1 :])
                assert not_lower(before, statuses[better, extra]), (choice, extra)


@pytest.mark.parametrize("walk", WALKS)
def test_the_shipped_skills_are_always_known(walk: Walk) -> None:
    assert "onbekend" not in table(walk).values()


def test_the_number_of_patterns_is_the_one_in_the_docs() -> None:
    found = [
        (len(list(patterns(walk))), [row[walk.skill] for row in pack.minima.values()], walk.minimum)
        for pack in ALL.values()
        for walk in walks(pack)
    ]
    assert len(found) == len(WALKS) == PAIRS
    assert sum(count for count, _, _ in found) == PATTERNS
    assert sum(count * minima.count(mine) for count, minima, mine in found) == FOR_ALL_GROUPS
