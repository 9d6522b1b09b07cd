"""Packs and answers that nobody thought of, for properties that must always hold."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from questionnaires.model import Item, ItemKind, ItemRole, Scoring, ThemePack
from tests.questionnaires.builders import GROUP, pack_of, question

Scan = tuple[ThemePack, dict[str, str], dict[str, int]]
KINDS: tuple[ItemKind, ...] = ("zelf", "kennis", "situatie")
MINIMA = st.sampled_from([2, 1, 2, 1, 0])
RANK = {"onder": 0, "grens": 1, "op": 2, "boven": 3}
COMMON = [Fraction(0), Fraction(33, 100), Fraction(1, 2), Fraction(67, 100), Fraction(1)]
POINTS = st.sampled_from([*COMMON, *COMMON, *(Fraction(n, 60) for n in range(61))])
GROUPS = st.sampled_from([None, None, None, frozenset({GROUP}), frozenset({"balie-kcc"})])


@st.composite
def scorings(draw: DrawFn) -> Scoring:
    """Any cuts, weights and margin that a pack may have."""
    cuts = sorted(draw(st.sets(st.integers(1, 100), min_size=3, max_size=3)))
    weights = st.fractions(Fraction(1, 10), 5, max_denominator=10)
    return Scoring(
        cuts=MappingProxyType({level: Fraction(cut) for level, cut in enumerate(cuts, start=1)}),
        weight_self=draw(weights),
        weight_objective=draw(weights),
        margin=Fraction(draw(st.integers(0, cuts[0] - 1))),
    )


@st.composite
def items_of(draw: DrawFn, skill: str) -> list[Item]:
    """Up to six core questions of a skill and up to two extras, some not for our group."""
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=6))
    extras = draw(st.lists(st.sampled_from(KINDS), max_size=2))
    roles: list[ItemRole] = ["kern"] * len(kinds) + ["extra"] * len(extras)
    return [
        question(
            f"{skill}{number}",
            kind,
            draw(st.lists(POINTS, min_size=2, max_size=3)),
            skill=skill,
            role=role,
            function_groups=draw(GROUPS),
        )
        for number, (kind, role) in enumerate(zip([*kinds, *extras], roles, strict=True))
    ]


@st.composite
def packs(draw: DrawFn, skills: tuple[str, ...] = ("a",)) -> ThemePack:
    """A pack of these skills."""
    items = [item for skill in skills for item in draw(items_of(skill))]
    return pack_of(items, draw(scorings()), skills)


@st.composite
def scans(draw: DrawFn, skills: tuple[str, ...] = ("a",)) -> Scan:
    """A pack, answers to most of its questions, and minima."""
    pack = draw(packs(skills))
    return pack, draw(answers_to(pack)), {skill: draw(MINIMA) for skill in skills}


def answers_to(pack: ThemePack) -> st.SearchStrategy[dict[str, str]]:
    """An answer to most questions."""
    some = {
        item.id: st.sampled_from([*(o.id for o in item.options), *(o.id for o in item.options), ""])
        for item in pack.items
    }
    return st.fixed_dictionaries(some).map(
        lambda found: {key: value for key, value in found.items() if value}
    )


def not_lower(before: str, after: str) -> bool:
    """A status that is no lower; those without an order must stay what they are."""
    return before == after or (before in RANK and RANK.get(after, -1) > RANK[before])
