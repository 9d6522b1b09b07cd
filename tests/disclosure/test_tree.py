"""What is shown depends on sizes, and subtraction leads to nobody in particular."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.disclosure_people import Member
from questionnaires.disclosure_tree import (
    members_below,
    people_of,
    shown_groups,
    shown_places,
    told_apart,
)
from tests.disclosure.organisations import members, posts
from tests.disclosure.town import LEAD, Post

many = settings(max_examples=150)
K = st.sampled_from([6, 8, 12])
Vector = list[Fraction]


def staff(**sizes: int) -> list[Member]:
    """People per place: ``a_b=3`` are three in team b of department a, ``a=1`` its head."""
    found = [
        Post(tuple(part for part in name.split("_") if part), "beleid")
        for name, size in sizes.items()
        for _ in range(size)
    ]
    return members(found)


def shown(k: int = 8, **sizes: int) -> set[str]:
    return {"_".join(path) for path in shown_places(staff(**sizes), k)}


@pytest.mark.parametrize(
    ("sizes", "places"),
    [
        ({"a": 7}, set()),
        ({"a": 8}, {"", "a"}),
        ({"a_x": 8, "a_y": 9}, {"", "a", "a_x", "a_y"}),
        # One small team would be what the others leave: the smallest of those goes too.
        ({"a_x": 8, "a_y": 9, "a_z": 3}, {"", "a", "a_y"}),
        ({"a_x": 8, "a_z": 3}, {"", "a"}),
        # Two small teams are not enough people together.
        ({"a_x": 8, "a_y": 9, "a_u": 3, "a_v": 4}, {"", "a", "a_y"}),
        ({"a_x": 8, "a_y": 9, "a_u": 4, "a_v": 4}, {"", "a", "a_x", "a_y"}),
        # Who sits at the department itself counts as a hidden team.
        ({"a_x": 8, "a_y": 9, "a": 1}, {"", "a", "a_y"}),
        ({"a_x": 8, "a_y": 9, "a": 20}, {"", "a", "a_y"}),
        ({"a_x": 8, "a_y": 9, "a": 3, "a_u": 5}, {"", "a", "a_x", "a_y"}),
        # Up the tree: a small department takes the smallest of the others along, and all in it.
        ({"a_x": 9, "a_y": 9, "b_x": 12, "b_y": 12, "c": 3}, {"", "b", "b_x", "b_y"}),
    ],
)
def test_hidden_are_none_or_two_with_together_k(sizes: dict[str, int], places: set[str]) -> None:
    assert shown(**sizes) == places


def test_function_groups_follow_the_same_rule() -> None:
    def groups(**sizes: int) -> frozenset[str]:
        found = [Post((), g if g != "none" else None) for g, n in sizes.items() for _ in range(n)]
        return shown_groups(members(found), 8)

    assert groups(a=8, b=20) == {"a", "b"}
    assert groups(a=8, b=20, c=3) == {"b"}
    assert groups(a=8, b=20, c=4, d=4) == {"a", "b"}
    assert groups(a=8, b=20, none=1) == {"b"}
    assert groups(a=3, b=3) == frozenset()


def test_a_group_that_is_nearly_a_team_is_hidden() -> None:
    others = [Post(("a", "y"), g) for g in ("buitendienst", LEAD) for _ in range(20)]
    advisers, manager = [Post(("a", "x"), "beleid")] * 10, Post(("a", "x"), LEAD)

    def groups(team: list[Post]) -> frozenset[str]:
        return shown_groups(members(team + others), 8)

    assert "beleid" in groups(advisers)
    assert "beleid" not in groups([*advisers, manager])
    assert "beleid" in groups([*advisers, manager, *[Post(("a", "z"), "beleid")] * 9])


def test_a_place_that_is_nearly_what_was_told_before_is_hidden() -> None:
    now = staff(a_x=12, a_y=12, b=30)
    team = people_of(members_below(now)["a", "x"])
    assert ("a", "x") in shown_places(now, 8, [team])
    assert ("a", "x") not in shown_places(now, 8, [team | {"left"}])
    assert ("a", "x") not in shown_places(now, 8, [frozenset([*team, "left"][1:])])
    assert ("a", "x") in shown_places(now, 8, [team | {f"left{n}" for n in range(8)}])
    assert shown_places(now, 8, [people_of(now) | {"left"}]) == frozenset()


def computable(wanted: Iterable[int], rows: Sequence[Vector], width: int) -> bool:
    """Whether adding and subtracting rows can give exactly the wanted cells; elimination."""
    basis: list[tuple[int, Vector]] = []
    target = [Fraction(cell in set(wanted)) for cell in range(width)]
    for row in [*rows, target]:
        rest = list(row)
        for pivot, used in basis:
            if rest[pivot]:
                factor = rest[pivot] / used[pivot]
                rest = [a - factor * b for a, b in zip(rest, used, strict=True)]
        lead = next((cell for cell, value in enumerate(rest) if value), None)
        if row is target:
            return lead is None
        if lead is not None:
            basis.append((lead, rest))
    raise AssertionError


@many
@given(posts(), K)
def test_no_place_or_remainder_under_k_can_be_computed(found: list[Post], k: int) -> None:
    people = members(found)
    here = members_below(people)
    cells = sorted({member.path for member in people})
    told = shown_places(people, k)
    rows = [[Fraction(cell[: len(place)] == place) for cell in cells] for place in sorted(told)]
    for place, inside in here.items():
        within = [number for number, cell in enumerate(cells) if cell[: len(place)] == place]
        if len(inside) < k:
            assert not computable(within, rows, len(cells))
    for number, cell in enumerate(cells):
        if sum(member.path == cell for member in people) < k:
            assert not computable([number], rows, len(cells))


@many
@given(posts(), K)
def test_what_is_told_and_what_it_leaves_are_k_people_of_two_parts(
    found: list[Post], k: int
) -> None:
    people = members(found)
    told = shown_places(people, k)
    assert all(len(part) >= k for part in told_apart(people, told))
    here = members_below(people)
    for place in told:
        below = {path: len(here[path]) for path in here if path[:-1] == place and path}
        hidden = [size for path, size in below.items() if path not in told]
        directly = len(here[place]) - sum(below.values()) if below else 0
        parts = [size for size in [*hidden, directly] if size]
        assert len(parts) != 1
        assert not parts or sum(parts) >= k
        assert not place or place[:-1] in told


@many
@given(posts(), K)
def test_groups_leave_k_people_of_two_parts_and_are_no_place_but_a_few(
    found: list[Post], k: int
) -> None:
    people = members(found)
    told = shown_groups(people, k)
    sizes: dict[str | None, int] = {}
    for member in people:
        sizes[member.group] = sizes.get(member.group, 0) + 1
    parts = [size for group, size in sizes.items() if group not in told]
    assert all(sizes[group] >= k for group in told)
    assert not told or len(parts) != 1
    assert not told or not parts or sum(parts) >= k
    for group in told:
        own = people_of(member for member in people if member.group == group)
        for part in told_apart(people, shown_places(people, k)):
            assert not 0 < len(own ^ part) < k


@many
@given(posts(), K)
def test_the_order_of_people_and_their_keys_change_nothing(found: list[Post], k: int) -> None:
    people = members(found)
    others = [Member(f"x{m.person}", m.path, m.group, m.works_as) for m in reversed(people)]
    assert shown_places(people, k) == shown_places(others, k)
    assert shown_groups(people, k) == shown_groups(others, k)
