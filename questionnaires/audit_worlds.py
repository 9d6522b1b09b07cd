"""Worlds that agree with everything published, searched with integer programming.

People about whom the same is said form a class: what is published does not change when two
of them swap results, so a class needs one number, how many of it are below. A *world* gives
each class such a number so that every statement holds. If for every two people there are
worlds that differ in the right way, nobody can tell, whatever they know of themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from questionnaires.audit_statements import Statement

# A search that takes longer counts as "no world found": the audit then fails, which is safe.
MOST_SECONDS = 60.0
World = list[int]


@dataclass(frozen=True, slots=True)
class System:
    """Classes with their sizes; per statement its weight on each class, and its limits."""

    sizes: tuple[int, ...]
    rows: tuple[Mapping[int, int], ...]
    low: tuple[int, ...]
    high: tuple[int, ...]

    def holds(self, world: World) -> bool:
        """Whether a world agrees with every statement; whole numbers, no rounding."""
        within = all(0 <= x <= size for x, size in zip(world, self.sizes, strict=True))
        sums = [sum(weight * world[c] for c, weight in row.items()) for row in self.rows]
        limits = zip(self.low, sums, self.high, strict=True)
        return within and all(low <= total <= high for low, total, high in limits)


def system_of(people: Sequence[str], statements: Sequence[Statement]) -> System:
    """Put people about whom the same is said together."""
    said: dict[str, list[tuple[int, int]]] = {person: [] for person in people}
    for number, statement in enumerate(statements):
        for person, weight in statement.weights.items():
            said[person].append((number, weight))
    classes = Counter(tuple(signature) for signature in said.values())
    rows: list[dict[int, int]] = [{} for _ in statements]
    for position, signature in enumerate(classes):
        for number, weight in signature:
            rows[number][position] = weight
    return System(
        tuple(classes.values()),
        tuple(rows),
        tuple(statement.low for statement in statements),
        tuple(statement.high for statement in statements),
    )


class Search:
    """Finds worlds of one system."""

    def __init__(self, system: System) -> None:
        self.system = system
        entries = [(r, c, w) for r, row in enumerate(system.rows) for c, w in row.items()]
        where = ([r for r, _, _ in entries], [c for _, c, _ in entries])
        matrix = csc_array(
            ([float(w) for _, _, w in entries], where),
            shape=(len(system.rows), len(system.sizes)),
        )
        self._said: Any = LinearConstraint(matrix, system.low, system.high)

    def world(
        self, floor: Mapping[int, int], ceiling: Mapping[int, int], wish: Sequence[int]
    ) -> World | None:
        """A world within limits per class, with much below where ``wish`` is high; or None."""
        sizes = self.system.sizes
        lowest = [floor.get(c, 0) for c in range(len(sizes))]
        highest = [ceiling.get(c, size) for c, size in enumerate(sizes)]
        if any(low > high for low, high in zip(lowest, highest, strict=True)):
            return None
        found = milp(
            [-float(w) for w in wish],
            integrality=[1] * len(sizes),
            bounds=Bounds(lowest, highest),
            constraints=self._said,
            options={"time_limit": MOST_SECONDS, "mip_rel_gap": 0.1},
        )
        if found.x is None:
            return None
        world = [round(float(x)) for x in found.x]
        return world if self.system.holds(world) else None


def is_possible(system: System) -> bool:
    """Whether any world agrees with every statement."""
    return Search(system).world({}, {}, [0] * len(system.sizes)) is not None
