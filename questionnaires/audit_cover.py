"""Whether the worlds that agree with a publication leave everybody in doubt, insiders too.

For people p and q in classes i and j (DESIGN 6.6), each of whom may know the own result,
four worlds are asked for: both can be below, p and not q, q and not p, neither. For two
people of one class that means 2 or more below, some below and some not, 2 or more not below.
When all are found, nobody's result is certain to an outsider or to any one colleague.
"""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from questionnaires.audit_walk import Walker, Wanted, together
from questionnaires.audit_worlds import Search, System, World

# So much of what is missing is looked for in one walk.
AT_ONCE = 12


class Cover:
    """Which pairs of classes were seen in which of the four; sets of classes as bits."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes = sizes
        self.everybody = (1 << len(sizes)) - 1
        self.both = [0] * len(sizes)
        # One person alone is not both below and not below: nothing to ask for.
        self.first = [(size == 1) << c for c, size in enumerate(sizes)]
        self.neither = [0] * len(sizes)
        self._count()

    def _count(self) -> None:
        """Per class how much is missing: with more of it below, with one of the two, with less."""
        kinds = (self.both, self.first, self.neither)
        self._short = [[len(self.sizes) - bits.bit_count() for bits in kind] for kind in kinds]
        self.left = sum(map(sum, self._short))

    def add(self, world: World) -> bool:
        """Count what a world shows; whether any of it is new."""
        pairs = list(zip(world, self.sizes, strict=True))
        below = sum(1 << c for c, (x, _) in enumerate(pairs) if x >= 1)
        above = sum(1 << c for c, (x, size) in enumerate(pairs) if x < size)
        for c, (x, size) in enumerate(pairs):
            own = 1 << c
            if x >= 1:
                self.both[c] |= below if x >= min(2, size) else below & ~own
                self.first[c] |= above
            if x < size:
                self.neither[c] |= above if x <= max(size - 2, 0) else above & ~own
        before = self.left
        self._count()
        return self.left < before

    def missing(self, start: int) -> list[Wanted]:
        """Some of what has not been seen yet, looking from class ``start`` on; [] when all was.

        No class is in two of them, so that one world can show them all.
        """
        found: list[Wanted] = []
        taken: set[int] = set()
        for step in range(len(self.sizes)):
            c = (start + step) % len(self.sizes)
            if any(kind[c] for kind in self._short):
                wanted = next(self._missing_of(c))
                if not taken & wanted.classes:
                    found.append(wanted)
                    taken |= wanted.classes
                if len(found) == AT_ONCE:
                    break
        return found

    def _missing_of(self, c: int) -> Iterator[Wanted]:
        size = self.sizes[c]
        for d in _first_bit(self.everybody & ~self.both[c]):
            yield Wanted({c: min(2, size)} if c == d else {c: 1, d: 1}, {})
        for d in _first_bit(self.everybody & ~self.first[c]):
            yield Wanted({c: 1}, {d: self.sizes[d] - 1})
        for d in _first_bit(self.everybody & ~self.neither[c]):
            ceiling = {c: max(size - 2, 0)} if c == d else {c: size - 1, d: self.sizes[d] - 1}
            yield Wanted({}, ceiling)

    def wishes(self, turn: int) -> list[int]:
        """Per class how much it should be below (or not) to show what is still missing.

        Mixed by a fixed hash: worlds must differ from each other, and the same audit must
        find the same ones.
        """
        return [self._wish(c, crc32(b"%d:%d" % (turn, c))) for c in range(len(self.sizes))]

    def _wish(self, c: int, mixed: int) -> int:
        more, either, less = (kind[c] for kind in self._short)
        total = more + 2 * either + less
        up = mixed % (total + 2) < more + either + 1
        weight = 1 + 100 * total // (4 * len(self.sizes)) + mixed % 3
        return weight if up else -weight


def _first_bit(bits: int) -> Iterator[int]:
    if bits:
        yield (bits & -bits).bit_length() - 1


def nobody_is_certain(system: System) -> int:
    """How many worlds leave everybody in doubt; 0 when somebody could be certain.

    Most worlds are reached by walking from the one before; what walking does not show is
    searched for, one by one. Every world is checked in whole numbers, so a slip of the
    solver can make the audit fail but not pass.
    """
    search, walker, cover = Search(system), Walker(system), Cover(system.sizes)
    worlds, lost = 0, True
    while wanted := cover.missing(7 * worlds):
        wish = cover.wishes(worlds)
        if lost:
            found = search.world(wanted[0].floor, wanted[0].ceiling, wish)
            if found is None:
                return 0
            walker.jump(found)
        world = walker.world if lost else walker.step(together(wanted), wish, worlds)
        if not system.holds(world):
            return 0
        lost = not cover.add(world)
        worlds += 1
    return worlds
