"""An attacker who tries out worlds: for two quarters at once, and for weighted sums.

Plain backtracking over numbers below per cell, complete: a world that exists is found. It
begins at the truth and repairs what a change of one cell breaks, so that it is quick too.
Shares nothing with the audit and needs no solver.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_STEPS = 20_000
World = list[int]
Limits = tuple[list[int], list[int]]


class Undecided(AssertionError):
    """The search took too many steps to say anything."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something published: ``low`` ≤ sum of weight x number below per cell ≤ ``high``."""

    weights: Mapping[int, int]
    low: int
    high: int

    def total(self, numbers: Sequence[int]) -> int:
        """The sum for a world."""
        return sum(weight * numbers[cell] for cell, weight in self.weights.items())


def claim(cell_of: Mapping[str, int], weights: Mapping[str, int], low: int, high: int) -> Claim:
    """A claim about people, per cell; the weights in a cell must be equal."""
    per_cell: dict[int, int] = {}
    for person, weight in weights.items():
        assert per_cell.setdefault(cell_of[person], weight) == weight
    return Claim(per_cell, low, high)


def _values(start: int, low: int, high: int, up: bool) -> Iterator[int]:
    """All values, those first that mend what is broken, and of them the nearest."""
    above, beneath = range(start + 1, high + 1), range(start - 1, low - 1, -1)
    yield from above if up else beneath
    yield start
    yield from beneath if up else above


class Attacker:
    """Somebody who knows the sizes of all cells and what was published."""

    def __init__(self, sizes: Sequence[int], claims: Sequence[Claim], truth: World) -> None:
        self.sizes, self.claims, self.truth = sizes, claims, truth
        self.found: list[World] = [truth]
        self.steps = 0
        assert all(c.low <= c.total(truth) <= c.high for c in claims), "published what is not so"

    def world(self, floor: Mapping[int, int], ceiling: Mapping[int, int]) -> World | None:
        """A world within limits per cell, or None when there is none."""
        for known in self.found:
            if all(known[c] >= least for c, least in floor.items()) and all(
                known[c] <= most for c, most in ceiling.items()
            ):
                return known
        low = [floor.get(c, 0) for c in range(len(self.sizes))]
        high = [ceiling.get(c, size) for c, size in enumerate(self.sizes)]
        self.steps = 0
        found = self._search((low, high))
        if found is not None:
            self.found.append(found)
        return found

    def _narrow(self, limits: Limits) -> Limits | None:
        low, high = list(limits[0]), list(limits[1])
        changed = True
        while changed:
            changed = False
            for said in self.claims:
                least, most = said.total(low), said.total(high)
                if least > said.high or most < said.low:
                    return None
                for cell, weight in said.weights.items():
                    up = low[cell] + (said.high - least) // weight
                    down = high[cell] - (most - said.low) // weight
                    if up < high[cell] or down > low[cell]:
                        high[cell], low[cell] = min(high[cell], up), max(low[cell], down)
                        least, most = said.total(low), said.total(high)
                        changed = True
                    if low[cell] > high[cell]:
                        return None
        return low, high

    def _search(self, limits: Limits) -> World | None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Undecided
        narrowed = self._narrow(limits)
        if narrowed is None:
            return None
        low, high = narrowed
        guess = [min(max(t, a), b) for t, a, b in zip(self.truth, low, high, strict=True)]
        broken = next((c for c in self.claims if not c.low <= c.total(guess) <= c.high), None)
        if broken is None:
            return guess
        cell = max((c for c in broken.weights if low[c] < high[c]), key=lambda c: high[c] - low[c])
        up = broken.total(guess) < broken.low
        for value in _values(guess[cell], low[cell], high[cell], up):
            narrow = (
                [*low[:cell], value, *low[cell + 1 :]],
                [*high[:cell], value, *high[cell + 1 :]],
            )
            found = self._search(narrow)
            if found is not None:
                return found
        return None

    def certain(self, own: int | None = None, below: bool = True) -> set[int]:
        """Cells whose people (but the onlooker) are all below, or all not, in every world.

        ``own`` is the cell of an onlooker whose own result is known; None for an outsider.
        """
        floor = {own: 1} if own is not None and below else {}
        ceiling = {own: self.sizes[own] - 1} if own is not None and not below else {}
        found = set()
        for cell, size in enumerate(self.sizes):
            least, most = floor.get(cell, 0), ceiling.get(cell, size)
            if least == most:
                continue
            more = self.world({**floor, cell: least + 1}, ceiling)
            less = self.world(floor, {**ceiling, cell: most - 1})
            if more is None or less is None:
                found.add(cell)
        return found

    def onlookers(self) -> Iterator[tuple[int, bool]]:
        """Every (cell, own result) that somebody really has."""
        for cell, (number, size) in enumerate(zip(self.truth, self.sizes, strict=True)):
            if number > 0:
                yield cell, True
            if number < size:
                yield cell, False

    def known_to_anybody(self) -> set[tuple[Hashable, int]]:
        """(onlooker, cell that is given away); the onlooker is "outside" or a cell."""
        found: set[tuple[Hashable, int]] = {("outside", cell) for cell in self.certain()}
        for own, below in self.onlookers():
            found |= {(own, cell) for cell in self.certain(own, below)}
        return found
