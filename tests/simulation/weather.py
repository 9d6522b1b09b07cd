"""What befalls the machines: by default nothing; others are in :mod:`tests.simulation.faults`."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from datetime import date, datetime

from jobs.crew import Said
from jobs.runner import Runner
from jobs.schedule import SCHEDULE, Job
from tests.simulation.world import World


class Fair:
    """Every machine runs, every day."""

    # Steps are taken on their dates.
    punctual = True

    def __init__(self) -> None:
        self.kills = 0

    def begins(self, there: World) -> None:
        """Before the first day."""

    def dawns(self, there: World, today: date) -> None:
        """Before anything else on a day."""

    def stands_still(self, today: date) -> bool:
        """Whether the machine of the tool is off, its pages and its jobs."""
        return False

    def lms_is_away(self, today: date) -> bool:
        """Whether nobody comes in by the LMS."""
        return False

    def jobs(self, there: World, now: datetime, left_out: Collection[str]) -> Iterator[str]:
        """What the jobs do at a moment."""
        yield from run_jobs(there.runner(), now, left_out)


def run_jobs(runner: Runner, now: datetime, left_out: Collection[str]) -> Iterator[str]:
    """Every job at its slot, but for some; what follows from itself until nothing is left.

    What another process has in hand is left to it.
    """
    for job in nightly(left_out):
        yield from _lines(runner.run(job, job.slot(now), now))
    yield from run_what_follows(runner, now)


def nightly(left_out: Collection[str]) -> list[Job]:
    """The jobs that run once a night, but for some."""
    return [job for job in SCHEDULE if not job.follows and job.name not in left_out]


def run_what_follows(runner: Runner, now: datetime) -> Iterator[str]:
    """The other jobs, until nothing is left."""
    moved = True
    while moved:
        moved = False
        for job in SCHEDULE:
            # Sending everybody a message takes one job many rounds, the others need not wait.
            while job.follows and (said := runner.run(job, secrets.token_hex(8), now)):
                yield from said.lines
                if not said.done:
                    break
                moved = True


def _lines(said: Said | None) -> tuple[str, ...]:
    return said.lines if said else ()
