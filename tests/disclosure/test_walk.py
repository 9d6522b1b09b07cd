"""Walking through worlds: every step keeps to all that is said, and goes where it is asked to."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.audit_walk import Walker, Wanted, together
from questionnaires.audit_worlds import System, World

many = settings(max_examples=200)
FREE = Wanted({}, {})


@st.composite
def standing(draw: st.DrawFn) -> tuple[System, World]:
    """A system of up to six classes, with weights of either sign, and one of its worlds."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=6))
    world = [draw(st.integers(0, size)) for size in sizes]
    rows, low, high = [], [], []
    for _ in range(draw(st.integers(0, 5))):
        about = draw(st.sets(st.integers(0, len(sizes) - 1), min_size=1))
        row = {c: draw(st.sampled_from([1, 1, 1, 3, -2])) for c in sorted(about)}
        total = sum(weight * world[c] for c, weight in row.items())
        rows.append(row)
        low.append(total - draw(st.integers(0, 4)))
        high.append(total + draw(st.integers(0, 4)))
    return System(tuple(sizes), tuple(rows), tuple(low), tuple(high)), world


@many
@given(standing(), st.data())
def test_every_step_leads_to_a_world(drawn: tuple[System, World], data: st.DataObject) -> None:
    system, world = drawn
    walker = Walker(system)
    walker.jump(world)
    for turn in range(4):
        wish = [data.draw(st.integers(-9, 9)) for _ in world]
        c = data.draw(st.integers(0, len(world) - 1))
        wanted = data.draw(st.sampled_from([FREE, Wanted({c: 1}, {}), Wanted({}, {c: 0})]))
        assert system.holds(walker.step(wanted, wish, turn))
        assert system.holds(walker.world)


def test_room_is_made_for_what_is_wanted() -> None:
    # One or two of four: first the two who are not below yet, then one of each pair.
    system = System((1, 1, 1, 1), ({0: 1, 1: 1, 2: 1, 3: 1},), (1,), (2,))
    walker = Walker(system)
    walker.jump([1, 1, 0, 0])
    assert walker.step(Wanted({2: 1, 3: 1}, {}), [1, 1, 1, 1], 0) == [0, 0, 1, 1]
    apart = together([Wanted({0: 1}, {1: 0}), Wanted({}, {2: 0})])
    assert walker.step(apart, [1, 1, 1, 1], 1) == [1, 0, 0, 1]


def test_a_jump_leaves_the_walk_so_far_behind() -> None:
    system = System((3, 3), ({0: 1, 1: 1},), (2,), (3,))
    walker = Walker(system)
    walker.jump([3, 0])
    walker.jump([0, 3])
    assert walker.world == [0, 3]
    assert walker.step(FREE, [2, -1], 0) == [2, 1]
