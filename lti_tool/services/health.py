"""Whether an installation does its work: its database, its tables, its jobs, its outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lti_tool.models import Delivery, JobRun

# Three rounds of the job that follows the calendar.
QUIET = timedelta(minutes=45)
WAITING = ("waiting", "sending")


@dataclass(frozen=True, slots=True)
class LastRun:
    """How a job went last time; ``failed`` is the kind of fault, empty when it went well."""

    job: str
    finished_at: datetime
    failed: str


def database_fault(session: Session, version: str | None, needed: str | None) -> str:
    """What keeps the database from being used, with what to do; empty when nothing does.

    ``version`` is what the database says that it has, None when it says nothing; ``needed``
    is what this code needs.
    """
    try:
        session.execute(text("SELECT 1 FROM organisation LIMIT 1"))
    except SQLAlchemyError:
        session.rollback()
        return "the database has no tables: run `themascan db upgrade`"
    if version is not None and needed is not None and version < needed:
        return f"the database is of version {version}, not {needed}: run `themascan db upgrade`"
    return ""


def last_runs(session: Session) -> list[LastRun]:
    """The last finished run of each job, by name; one statement."""
    newest = (
        select(JobRun.job, func.max(JobRun.finished_at).label("at"))
        .where(JobRun.finished_at.is_not(None))
        .group_by(JobRun.job)
        .subquery()
    )
    rows = session.execute(
        select(JobRun.job, JobRun.finished_at, func.max(JobRun.failed))
        .join(newest, (newest.c.job == JobRun.job) & (newest.c.at == JobRun.finished_at))
        .group_by(JobRun.job, JobRun.finished_at)
        .order_by(JobRun.job)
    )
    return [LastRun(job, at, failed) for job, at, failed in rows if at is not None]


def oldest_due(session: Session, now: datetime) -> dict[str, timedelta]:
    """How long the oldest delivery of each kind has been due; one statement."""
    rows = session.execute(
        select(Delivery.kind, func.min(Delivery.not_before))
        .where(Delivery.state.in_(WAITING), Delivery.not_before <= now)
        .group_by(Delivery.kind)
        .order_by(Delivery.kind)
    )
    return {kind: now - since for kind, since in rows}


def warnings(runs: list[LastRun], now: datetime) -> Iterator[str]:
    """What does not keep people from their pages, yet must be looked at; pure."""
    last = max((run.finished_at for run in runs), default=None)
    if last is None:
        yield "no job has ever run: start `themascan jobs`, or `themascan jobs --once` by cron"
    elif now - last > QUIET:
        minutes = int((now - last).total_seconds()) // 60
        yield f"no job has run for {minutes} minutes: is `themascan jobs` running?"
    for run in runs:
        if run.failed:
            yield f"the job {run.job} failed last time ({run.failed}): see its log"
