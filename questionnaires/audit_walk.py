"""Stepping from a world to another one: cheap, where searching anew with a solver is not.

One class after the other takes as many below (or as few) as everything published leaves room
for. Each step keeps to every statement in whole numbers, so what a walk reaches is a world.
A walk does not find every world that there is: what it misses is left to the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from questionnaires.audit_worlds import System, World

SWEEPS = 2
Limits = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Limits per class that a world should keep to."""

    floor: Limits
    ceiling: Limits

    @property
    def classes(self) -> set[int]:
        """The classes that it is about."""
        return {*self.floor, *self.ceiling}


def together(several: Iterable[Wanted]) -> Wanted:
    """All of them at once; no class may be in two of them."""
    floor, ceiling = dict[int, int](), dict[int, int]()
    for wanted in several:
        floor.update(wanted.floor)
        ceiling.update(wanted.ceiling)
    return Wanted(floor, ceiling)


def _order(wish: Sequence[int], turn: int) -> list[int]:
    # Equal wishes in the order of a fixed hash: the same audit must find the same worlds.
    mixed = [crc32(b"%d:%d" % (c, turn)) for c in range(len(wish))]
    return sorted(range(len(wish)), key=lambda c: (-abs(wish[c]), mixed[c]))


class Walker:
    """Walks through the worlds of one system; it must :meth:`jump` into one first."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._said: list[list[tuple[int, int]]] = [[] for _ in system.sizes]
        for number, row in enumerate(system.rows):
            for c, weight in row.items():
                self._said[c].append((number, weight))
        self._here: World = []
        self._sums: list[int] = []

    def jump(self, world: World) -> None:
        """Go on from this world."""
        self._here = list(world)
        rows = self._system.rows
        self._sums = [sum(weight * world[c] for c, weight in row.items()) for row in rows]

    @property
    def world(self) -> World:
        """Where it stands."""
        return list(self._here)

    def step(self, wanted: Wanted, wish: Sequence[int], turn: int) -> World:
        """A world that lies more to a wish, with what is wanted before all else if it can be.

        First all classes go one way, so that nothing of the world before stands in the way;
        then who must be fewer makes room for who must be more.
        """
        for c in wanted.floor:
            self._bring(c, wanted, up=True)
        for c in wanted.ceiling:
            self._bring(c, wanted, up=False)
        order = _order(wish, turn)
        for c in order:
            self._move(c, wanted, up=turn % 2 == 1)
        for _ in range(SWEEPS):
            for up in (False, True):
                for c in order:
                    if (wish[c] > 0) == up:
                        self._move(c, wanted, up)
        return self.world

    def _bring(self, c: int, wanted: Wanted, up: bool) -> None:
        """Make room for one class where others take it up, and move it."""
        for row, weight in self._said[c]:
            for other in self._system.rows[row]:
                if self._left(row, weight, up) >= abs(weight):
                    break
                if other not in wanted.floor and other not in wanted.ceiling:
                    self._move(other, wanted, not up)
        self._move(c, wanted, up)

    def _move(self, c: int, wanted: Wanted, up: bool) -> None:
        here, size = self._here[c], self._system.sizes[c]
        most = wanted.ceiling.get(c, size) - here if up else here - wanted.floor.get(c, 0)
        for row, weight in self._said[c]:
            if most <= 0:
                return
            most = min(most, self._left(row, weight, up) // abs(weight))
        if most > 0:
            change = most if up else -most
            self._here[c] += change
            for row, weight in self._said[c]:
                self._sums[row] += weight * change

    def _left(self, row: int, weight: int, up: bool) -> int:
        rises = (weight > 0) == up
        total = self._sums[row]
        return self._system.high[row] - total if rises else total - self._system.low[row]
