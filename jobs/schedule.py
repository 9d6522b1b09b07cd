"""The schedule as one table: name, when, and the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from jobs.crew import Work
from jobs.work import (
    advance,
    deliver,
    mirror_sessions,
    reseal,
    retain,
    rotate_keys,
    sweep,
    sync_completions,
    sync_roster,
)
from questionnaires.calendar import AMSTERDAM


@dataclass(frozen=True, slots=True)
class Every:
    """A slot every so often; ``step`` divides a day."""

    step: timedelta

    def slot(self, now: datetime) -> datetime:
        """When the slot began in which ``now`` lies."""
        seconds = int(self.step.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, AMSTERDAM)


@dataclass(frozen=True, slots=True)
class Daily:
    """A slot a day, from this time in Amsterdam.

    Never between 02:00 and 03:00: a change of the clock skips that hour or brings it twice.
    """

    at: time

    def slot(self, now: datetime) -> datetime:
        """When the slot began in which ``now`` lies."""
        local = now.astimezone(AMSTERDAM)
        today = datetime.combine(local.date(), self.at, AMSTERDAM)
        return today if today <= local else today - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the table. What ``follows`` from itself is run until nothing is left."""

    name: str
    when: Every | Daily
    work: Work
    follows: bool = False

    def slot(self, now: datetime) -> str:
        """The name of the slot in which ``now`` lies, the same in every process."""
        return self.when.slot(now).isoformat(timespec="seconds")


SCHEDULE = (
    # Before midnight, when a scan may open and the roster is frozen; and first in the row.
    Job("sync_roster", Daily(time(22, 30)), sync_roster),
    # In the last hour of the day, and first in the row: a cycle that closes at midnight is
    # counted with what was finished on its last day.
    Job("sync_completions", Daily(time(23)), sync_completions),
    Job("advance", Every(timedelta(minutes=15)), advance, follows=True),
    Job("deliver", Every(timedelta(seconds=10)), deliver, follows=True),
    Job("mirror_sessions", Every(timedelta(minutes=5)), mirror_sessions),
    Job("rotate_keys", Daily(time(3, 30)), rotate_keys),
    # Before the sweep, which empties the database's own journal of what was removed.
    Job("retention", Daily(time(3, 45)), retain),
    # What goes has gone by then; and the sweep takes the bytes of before out of the journal.
    Job("reseal", Daily(time(3, 50)), reseal),
    Job("sweep", Daily(time(4)), sweep),
)
