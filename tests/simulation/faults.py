"""What can befall the machines, one kind at a time; by a seed, so that it can be had again."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from random import Random
from typing import Any

from sqlalchemy import event

from adapters.http import HttpDoor, Response
from adapters.mail import Letter, Mailer
from jobs.crew import Stopping
from jobs.runner import JobFailed, Runner
from jobs.schedule import Job
from lti_tool.app import create_app
from lti_tool.models import db
from lti_tool.toolbox import EXTENSION
from questionnaires.calendar import DAY
from tests.simulation.weather import Fair, nightly, run_what_follows
from tests.simulation.world import Waits, World

OPENS = (date(2027, 1, 11), date(2027, 4, 12))
CLOSES = (date(2027, 2, 8), date(2027, 5, 10))


def days_from(first: date, count: int) -> Iterator[date]:
    """So many days, the first included."""
    return (first + number * DAY for number in range(count))


class Standstill(Fair):
    """The machine of the tool is off for five days, over each opening and each closing."""

    punctual = False
    off = frozenset(day for change in (*OPENS, *CLOSES) for day in days_from(change - 2 * DAY, 5))

    def stands_still(self, today: date) -> bool:
        return today in self.off


class Outage(Fair):
    """Other machines are off for two days: mail over each opening, the LMS in its second week."""

    no_mail = frozenset(day for opens in OPENS for day in days_from(opens, 2))
    no_lms = frozenset(day for opens in OPENS for day in days_from(opens + 8 * DAY, 2))

    def dawns(self, there: World, today: date) -> None:
        there.mail_machine.switch(on=today not in self.no_mail)
        there.lms_machine.switch(on=today not in self.no_lms)

    def lms_is_away(self, today: date) -> bool:
        return today in self.no_lms


class BackAnHour(Fair):
    """After each round the clock is put back an hour, and everything is looked at again."""

    def jobs(self, there: World, now: datetime, left_out: Collection[str]) -> Iterator[str]:
        yield from super().jobs(there, now, left_out)
        before = now - timedelta(hours=1)
        there.clock.move_to(before)
        yield from super().jobs(there, before, left_out)
        there.clock.move_to(now)


class Racing(Fair):
    """Two processes run the jobs at the same time, each with connections of its own."""

    def begins(self, there: World) -> None:
        self._other = create_app(there.settings)

    def jobs(self, there: World, now: datetime, left_out: Collection[str]) -> Iterator[str]:
        runners = [Runner(app, Waits(there.clock)) for app in (there.app, self._other)]
        with ThreadPoolExecutor(2) as pool:
            # Both have the same clock: they begin each job of the night at the same moment.
            for job in nightly(left_out):
                one_slot = partial(_one_slot, job, now)
                yield from chain.from_iterable(pool.map(one_slot, runners))
            both = pool.map(lambda runner: list(run_what_follows(runner, now)), runners)
            yield from chain.from_iterable(both)
        # What one left to the other, who had just ended.
        yield from run_what_follows(runners[0], now)

    def ends(self) -> None:
        """Let go of what the other process held."""
        with self._other.app_context():
            db.engine.dispose()


def _one_slot(job: Job, now: datetime, runner: Runner) -> tuple[str, ...]:
    said = runner.run(job, job.slot(now), now)
    return said.lines if said else ()


class Killed(BaseException):
    """As a process that is gone: nothing of it runs any more."""


class Killing(Fair):
    """The process of the jobs is killed every now and then, and starts anew at once.

    It may happen before or after any commit, before or after a call of the LMS, and before or
    after a letter has been handed over.
    """

    def __init__(self, seed: int, odds: float) -> None:
        super().__init__()
        self._chance, self._odds = Random(seed), odds
        self._armed = self._dead = False

    def begins(self, there: World) -> None:
        tools = there.tools
        assert tools.mailer is not None
        there.app.extensions[EXTENSION] = replace(
            tools,
            door=Door(tools.door, self.perhaps),
            mailer=Postman(tools.mailer, self.perhaps),
        )

    def perhaps(self, *_: Any) -> None:
        """A moment at which the process may die; other threads are other processes."""
        ours = threading.current_thread() is threading.main_thread()
        if not self._armed or not ours:
            return
        if self._dead:
            # What tidies up on the way out does not get to do so.
            raise Killed
        if self._chance.random() < self._odds:
            self._dead = True
            self.kills += 1
            raise Killed

    def jobs(self, there: World, now: datetime, left_out: Collection[str]) -> Iterator[str]:
        while True:
            try:
                with self._dangerous():
                    yield from super().jobs(there, now, left_out)
            except (Killed, JobFailed, Stopping):
                if not self._dead:
                    raise
                if nightly(left_out):
                    # What a process had claimed is another's after an hour.
                    now += timedelta(minutes=61)
                    there.clock.move_to(now)
                continue
            return

    @contextmanager
    def _dangerous(self) -> Iterator[None]:
        moments = ("before_commit", "after_commit")
        for moment in moments:
            event.listen(db.session, moment, self.perhaps)
        self._armed, self._dead = True, False
        try:
            yield
        finally:
            self._armed = False
            for moment in moments:
                event.remove(db.session, moment, self.perhaps)


class Door:
    """An HTTP door at which the process may die, when it is told to."""

    def __init__(self, real: HttpDoor, perhaps: Any) -> None:
        self._real, self._perhaps = real, perhaps

    def request(self, *words: Any, **named: Any) -> Response:
        self._perhaps()
        answer = self._real.request(*words, **named)
        self._perhaps()
        return answer


class Postman:
    """A mailer at which the process may die."""

    def __init__(self, real: Mailer, perhaps: Any) -> None:
        self._real, self._perhaps = real, perhaps
        self.sender, self.per_minute = real.sender, real.per_minute

    def send(self, letter: Letter) -> None:
        self._perhaps()
        self._real.send(letter)
        self._perhaps()

    def close(self) -> None:
        self._real.close()
