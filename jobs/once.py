"""Doing all that is due at one moment, for `jobs --once`."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from jobs.crew import Said
from jobs.runner import Runner
from jobs.schedule import SCHEDULE, Job

PATIENCE = timedelta(minutes=30)
LOOK_AGAIN = 0.2


class Busy(Exception):
    """Another process has had the job in hand all the time."""


def run_once(runner: Runner, now: datetime, jobs: Sequence[Job] = SCHEDULE) -> Iterator[str]:
    """A line per action, until nothing is due at ``now``; raises ``JobFailed`` and ``Busy``.

    What keeps something from happening is said once, whatever the number of rounds.
    """
    told: set[str] = set()
    while jobs:
        moved = False
        for job in jobs:
            said = _run(runner, job, now)
            moved |= bool(said.done)
            yield from said.done
            yield from (line for line in said.missing if line not in told)
            told |= set(said.missing)
        jobs = [job for job in jobs if job.follows] if moved else []


def _run(runner: Runner, job: Job, now: datetime) -> Said:
    # A slot of its own: what is asked for by hand is done, however often it was done before.
    slot = f"once-{secrets.token_hex(8)}"
    waited = 0.0
    while (said := runner.run(job, slot, now)) is None:
        if waited > PATIENCE.total_seconds() or runner.stop.wait(LOOK_AGAIN):
            raise Busy(f"{job.name} is in the hands of another process: try again later")
        waited += LOOK_AGAIN
    return said
