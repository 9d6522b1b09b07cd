"""How long the night takes to seal the scans of everybody anew, and how much memory.

Makes a fresh SQLite database, or uses an empty PostgreSQL one, in which everybody has taken part,
with the people and answers of `benchmarks.closing`. One process; the time is that of the wall.

    python -m benchmarks.resealing [--people 350 10000] [--database postgresql+psycopg://…]
"""

from __future__ import annotations

import argparse
import tracemalloc
from random import Random
from time import perf_counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.audit import staff
from benchmarks.bench import bench
from benchmarks.closing import OPENING, PLATFORM, THEME, people, scans
from lti_tool.models import Platform, Scan
from lti_tool.services.cycles import open_cycle
from lti_tool.services.organisations import add_organisation
from lti_tool.services.planning import plan_cycle
from lti_tool.services.resealing import reseal_all
from lti_tool.services.themes import import_theme
from lti_tool.vault import Vault
from questionnaires.packs import shipped_packs


def fill(session: Session, vault: Vault, size: int) -> None:
    """An open cycle in which so many people have a result."""
    chance = Random(size)
    organisation = add_organisation(session, f"Meetstad {size}", OPENING)
    import_theme(session, organisation, shipped_packs()[THEME], THEME, OPENING)
    where = {**PLATFORM, "client_id": f"bench {size}"}
    platform = Platform(organisation_id=organisation, api_options={}, created_at=OPENING, **where)
    session.add(platform)
    session.flush()
    people(session, platform, vault, staff(size, chance))
    cycle = plan_cycle(session, organisation, THEME, "2026-Q4", None, None, "", OPENING)
    open_cycle(session, cycle, OPENING)
    scans(session, vault, cycle, chance)
    session.expunge_all()


def peak(session: Session, vault: Vault) -> float:
    """The most memory that sealing anew has in hand at once, in MB; slower, so a run of its own."""
    tracemalloc.start()
    reseal_all(session, vault)
    most = tracemalloc.get_traced_memory()[1] / 1024**2
    tracemalloc.stop()
    return most


def measure(session: Session, vault: Vault, size: int) -> None:
    """Seal the scans of so many people anew, and print what that took."""
    fill(session, vault, size)
    count = session.scalar(select(func.count(Scan.id)))
    session.rollback()
    began = perf_counter()
    lost = reseal_all(session, vault)
    took = perf_counter() - began
    print(f"{count} scans: sealed anew in {took:.1f} s, {lost} did not open")
    print(f"  at most {peak(session, vault):.0f} MB in hand")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[350, 10_000])
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    for size in asked.people:
        with bench(asked.database) as (session, vault):
            measure(session, vault, size)


if __name__ == "__main__":
    main()
