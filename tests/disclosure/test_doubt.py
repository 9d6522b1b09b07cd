"""The audit's search against the meaning of "nobody can tell", counted out person by person."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.audit_cover import nobody_is_certain
from questionnaires.audit_statements import Statement
from questionnaires.audit_worlds import Search, System, is_possible, system_of

counted = settings(max_examples=150)
Worlds = list[tuple[bool, ...]]


@st.composite
def statements(draw: st.DrawFn) -> tuple[list[str], list[Statement]]:
    """Up to seven people, and true statements about some of them, now and then weighted."""
    people = [f"p{number}" for number in range(draw(st.integers(2, 7)))]
    truth = draw(st.lists(st.booleans(), min_size=len(people), max_size=len(people)))
    below = dict(zip(people, truth, strict=True))
    said = []
    for _ in range(draw(st.integers(1, 4))):
        about = draw(st.sets(st.sampled_from(people), min_size=1))
        weight = draw(st.sampled_from([1, 1, 1, 3]))
        weights = {p: weight if p == min(about) else 1 for p in about}
        total = sum(weights[p] * below[p] for p in about)
        room = draw(st.integers(0, 3)), draw(st.integers(0, 3))
        said.append(Statement(weights, total - room[0], total + room[1]))
    return people, said


def worlds(people: list[str], said: list[Statement]) -> Worlds:
    """Everything that can be the case."""
    found = []
    for world in product((False, True), repeat=len(people)):
        below = dict(zip(people, world, strict=True))
        sums = [sum(w * below[p] for p, w in s.weights.items()) for s in said]
        if all(s.low <= total <= s.high for s, total in zip(said, sums, strict=True)):
            found.append(world)
    return found


def somebody_can_tell(found: Worlds, people: int) -> bool:
    """Whether a result is the same in all worlds, or in all that fit one person's own result."""

    def told(among: Worlds, but: int | None) -> bool:
        others = [p for p in range(people) if p != but]
        return any(len({world[p] for world in among}) < 2 for p in others)

    if told(found, None):
        return True
    return any(
        told([world for world in found if world[own] is result], own)
        for own in range(people)
        for result in (False, True)
    )


@counted
@given(statements())
def test_the_audit_agrees_with_counting_out_every_world(
    drawn: tuple[list[str], list[Statement]],
) -> None:
    people, said = drawn
    system = system_of(people, said)
    can_tell = somebody_can_tell(worlds(people, said), len(people))
    assert (nobody_is_certain(system) > 0) is not can_tell


@counted
@given(statements(), st.integers(0, 3))
def test_statements_are_possible_exactly_when_a_world_fits(
    drawn: tuple[list[str], list[Statement]], more: int
) -> None:
    people, said = drawn
    said = [*said, Statement(dict.fromkeys(people, 1), more, more)]
    assert is_possible(system_of(people, said)) is bool(worlds(people, said))


def test_people_of_whom_the_same_is_said_are_one_class() -> None:
    both = Statement({"a": 1, "b": 1, "c": 2}, 0, 3)
    assert system_of(["a", "b", "c", "d"], [both]) == System(
        sizes=(2, 1, 1), rows=({0: 1, 1: 2},), low=(0,), high=(3,)
    )


def test_a_world_that_breaks_a_statement_does_not_count() -> None:
    system = System(sizes=(3,), rows=({0: 1},), low=(1,), high=(2,))
    assert [system.holds([x]) for x in (-1, 0, 1, 2, 3, 4)] == [False, False, True, True] + [
        False
    ] * 2


def test_limits_that_leave_nothing_need_no_search() -> None:
    search = Search(System(sizes=(3,), rows=({0: 1},), low=(0,), high=(3,)))
    assert search.world({0: 2}, {0: 1}, [0]) is None
    assert search.world({0: 2}, {0: 2}, [0]) == [2]
