"""`python -m tests.simulation [SIZE]`: two years of an organisation, as its diary."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.simulation.life import TWO_YEARS, Life
from tests.simulation.world import world


def main(size: int) -> None:
    """Live two years and print a page for each quarter."""
    with tempfile.TemporaryDirectory() as folder, world(Path(folder) / "world", [size]) as there:
        life = Life(there)
        life.live(TWO_YEARS)
        print("\n\n".join(life.diary.pages()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
