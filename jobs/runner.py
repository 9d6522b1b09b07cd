"""Runs one slot of a job: lock, claim, work, and a word about how it went."""

from __future__ import annotations

import os
import secrets
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from config.logs import log
from jobs.crew import Crew, Said, Stopping
from jobs.locks import held
from jobs.schedule import Job
from lti_tool.models import db
from lti_tool.services import job_runs
from lti_tool.toolbox import EXTENSION, Toolbox

LOG = log("jobs")
FRAMES = 6


class JobFailed(Exception):
    """A job ended with a fault; its kind stands in the log and in the job's row."""


# A database that was busy, and two who met: a deadlock, or the same row written by both.
PASSING = (OperationalError, IntegrityError)
# A job of the night is looked at every quarter of an hour. What has not passed in two hours
# does not pass, and is shown as a failure.
TRIES = 8


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs in an application. ``name`` says which process it is."""

    app: Flask
    stop: Event = field(default_factory=Event)
    name: str = field(default_factory=lambda: f"{os.getpid()}-{secrets.token_hex(4)}")
    _faults: Counter[tuple[str, str]] = field(default_factory=Counter)

    def run(self, job: Job, slot: str, now: datetime) -> Said | None:
        """What the job did in this slot; None when another process has or had it.

        Raises :class:`JobFailed`, after the fault is logged.
        """
        with self.app.app_context():
            try:
                return self._run(job, slot, now)
            except SQLAlchemyError as fault:
                raise self._failed(job, fault) from fault
            finally:
                db.session.remove()

    def _run(self, job: Job, slot: str, now: datetime) -> Said | None:
        session, clock = db.session(), self._tools.clock
        if job_runs.is_claimed(session, job.name, slot, clock()):
            return None
        with self._crew(job) as crew:
            if crew is None or not job_runs.claim(session, job.name, slot, self.name, clock()):
                return None
            try:
                said = job.work(crew, now)
            except Stopping:
                # Whoever starts next goes on, instead of waiting until we are taken for dead.
                session.rollback()
                job_runs.give_back(session, job.name, slot, self.name)
                raise
            except Exception as fault:
                session.rollback()
                if self._passes(job, slot, fault):
                    job_runs.give_back(session, job.name, slot, self.name)
                else:
                    job_runs.finish(session, job.name, slot, clock(), type(fault).__name__)
                raise self._failed(job, fault) from fault
            job_runs.finish(session, job.name, slot, clock())
        self._tell(job, said)
        return said

    def _passes(self, job: Job, slot: str, fault: Exception) -> bool:
        """Whether it was the database and a moment: all is as it was, and can be done again."""
        if isinstance(fault, DBAPIError) and fault.connection_invalidated:
            return True
        self._faults[job.name, slot] += 1
        return isinstance(fault, PASSING) and self._faults[job.name, slot] < TRIES

    @property
    def _tools(self) -> Toolbox:
        tools: Toolbox = self.app.extensions[EXTENSION]
        return tools

    @contextmanager
    def _crew(self, job: Job) -> Iterator[Crew | None]:
        with held(db.engine, job.name) as lock:
            if lock is None:
                yield None
            else:
                yield Crew(db.session(), self._tools, self.stop, lock.still_held)

    def _tell(self, job: Job, said: Said) -> None:
        for line in said.done:
            LOG.info("job", job=job.name, reason=line)
        for line in said.missing:
            LOG.warning("job", job=job.name, reason=line)

    def _failed(self, job: Job, fault: Exception) -> JobFailed:
        frames = traceback.extract_tb(fault.__traceback__)[-FRAMES:]
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        LOG.error("job_failed", job=job.name, exception=type(fault).__name__, where=where)
        return JobFailed(f"{job.name} failed ({type(fault).__name__}): see the log")

    def run_quietly(self, job: Job) -> None:
        """Run the slot of this moment; what fails is in the log, and tried at the next slot."""
        now = self._tools.clock()
        try:
            self.run(job, job.slot(now), now)
        except (JobFailed, Stopping):
            return
