"""What a use-case says when it refuses: plain lines for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable


class Faults(Exception):
    """A request that was refused as a whole; ``lines`` has one sentence per fault."""

    def __init__(self, lines: str | Iterable[str]) -> None:
        self.lines = (lines,) if isinstance(lines, str) else tuple(lines)
        super().__init__("; ".join(self.lines))
