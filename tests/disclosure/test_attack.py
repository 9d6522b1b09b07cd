"""The attack: nobody's result is known for certain, to an outsider or to a colleague.

Two attackers who share nothing with the audit read what is published of awkward made-up
organisations. Against a plain report of exact counts from 8 people the same attack succeeds.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from questionnaires.disclosure_people import Member
from tests.disclosure.attack_network import (
    Known,
    known_to_colleagues,
    known_to_outsiders,
    network,
)
from tests.disclosure.organisations import SKILLS, Below, members, posts, reorganised, results
from tests.disclosure.publishing import audited, once
from tests.disclosure.quarters import Quarter, attacker
from tests.disclosure.reading import plain_report, read
from tests.disclosure.town import Post, pack

FEW, MANY = 40, 320


def below_in(below: Below, skill: str) -> frozenset[str]:
    return frozenset(person for person, skills in below.items() if skill in skills)


def attacked(people: list[Member], below: frozenset[str], known: Known) -> bool:
    """Whether pencil and paper give anybody away."""
    net = network(people, below, known)
    return bool(known_to_outsiders(net) or known_to_colleagues(net))


def attack_one_quarter(examples: int) -> Counter[str]:
    """How often which level was published, and how often a plain report was broken."""
    seen: Counter[str] = Counter()

    @settings(max_examples=examples)
    @given(posts(), st.data(), st.sampled_from([6, 8, 8, 8]))
    def attack(found: list[Post], data: DataObject, k: int) -> None:
        people = members(found)
        below = data.draw(results(people))
        snapshot = audited(people, below, k).snapshot
        seen[snapshot["level"]] += 1
        for skill in SKILLS:
            wrong = below_in(below, skill)
            assert not attacked(people, wrong, read(snapshot["skills"][skill]))
            assert not attacker([Quarter(snapshot, people)], skill, wrong).known_to_anybody()
        if snapshot["uptake"]:
            finished = frozenset(p for p, skills in below.items() if len(skills) % 2 == 1)
            assert not attacked(people, finished, read(snapshot["uptake"]))
        plain = [plain_report(people, below_in(below, skill)) for skill in SKILLS]
        pairs = zip(SKILLS, plain, strict=True)
        seen["plain"] += any(attacked(people, below_in(below, s), known) for s, known in pairs)

    attack()
    return seen


def attack_two_quarters(examples: int) -> Counter[str]:
    """The same after a reorganisation, for who takes it that nobody's result changed."""
    seen: Counter[str] = Counter()

    @settings(max_examples=examples)
    @given(posts(departments=2, teams=4), st.data())
    def attack(found: list[Post], data: DataObject) -> None:
        before, after = members(found), data.draw(reorganised(found))
        everybody = list({m.person: m for m in [*before, *after]}.values())
        below = data.draw(results(everybody))
        first = once(before, below)
        second = audited(after, below, earlier=[first]).snapshot
        seen[second["level"]] += 1
        quarters = [Quarter(first.document, before), Quarter(second, after)]
        for skill in SKILLS:
            found_out = attacker(quarters, skill, below_in(below, skill)).known_to_anybody()
            assert not found_out

    attack()
    return seen


def test_nobody_is_known_and_exact_counts_would_have_told() -> None:
    seen = attack_one_quarter(FEW)
    assert seen["full"] >= 0.9 * FEW
    assert seen["plain"] >= 0.7 * FEW


def test_nobody_is_known_from_two_quarters() -> None:
    assert attack_two_quarters(FEW)["full"] >= 0.7 * FEW


@pytest.mark.long
def test_nobody_is_known_in_hundreds_of_organisations() -> None:
    seen = attack_one_quarter(MANY)
    assert seen["full"] >= 0.9 * MANY
    assert seen["plain"] >= 0.7 * MANY


@pytest.mark.long
def test_nobody_is_known_in_hundreds_of_reorganisations() -> None:
    assert attack_two_quarters(MANY)["full"] >= 0.7 * MANY


def test_the_questions_of_the_attack_cover_every_skill() -> None:
    assert set(SKILLS) == {item.skill for item in pack().items}
