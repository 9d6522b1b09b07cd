"""The claims on the slots of jobs: who is first runs it, nobody runs it twice (DESIGN 7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import JobRun

GIVEN_UP = timedelta(hours=1)


def claim(session: Session, job: str, slot: str, by: str, now: datetime) -> bool:
    """Claim one slot of a job; False when another has or had it. Commits.

    A claim that was never finished is a dead process's after an hour, and taken over.
    """
    session.add(JobRun(job=job, slot=slot, claimed_at=now, claimed_by=by))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return _take_over(session, job, slot, by, now)
    return True


def _take_over(session: Session, job: str, slot: str, by: str, now: datetime) -> bool:
    taken = session.scalars(
        update(JobRun)
        .where(JobRun.job == job, JobRun.slot == slot, _abandoned(now))
        .values(claimed_at=now, claimed_by=by)
        .returning(JobRun.slot)
        .execution_options(synchronize_session=False)
    ).first()
    session.commit()
    return taken is not None


def _abandoned(now: datetime) -> ColumnElement[bool]:
    return JobRun.finished_at.is_(None) & (JobRun.claimed_at < now - GIVEN_UP)


def is_claimed(session: Session, job: str, slot: str, now: datetime) -> bool:
    """Whether somebody has or had this slot, so that there is nothing to do."""
    found = session.scalar(
        select(JobRun.slot).where(JobRun.job == job, JobRun.slot == slot, ~_abandoned(now))
    )
    session.rollback()
    return found is not None


def finish(session: Session, job: str, slot: str, now: datetime, failed: str = "") -> None:
    """Write down that a slot is over, and the kind of fault if it failed. Commits."""
    session.execute(
        update(JobRun)
        .where(JobRun.job == job, JobRun.slot == slot)
        .values(finished_at=now, failed=failed)
    )
    session.commit()


def give_back(session: Session, job: str, slot: str, by: str) -> None:
    """Leave a slot to whoever looks next, as if it had not been claimed. Commits."""
    mine = (JobRun.job == job) & (JobRun.slot == slot) & (JobRun.claimed_by == by)
    session.execute(delete(JobRun).where(mine, JobRun.finished_at.is_(None)))
    session.commit()


def forget_before(session: Session, moment: datetime) -> int:
    """Drop claims from before a moment, all but the last of each job. Commits."""
    last = select(JobRun.job, func.max(JobRun.claimed_at).label("at")).group_by(JobRun.job)
    kept = last.subquery()
    is_last = (
        select(kept.c.job)
        .where(kept.c.job == JobRun.job, kept.c.at == JobRun.claimed_at)
        .correlate(JobRun)
        .exists()
    )
    gone = session.scalars(
        delete(JobRun)
        .where(JobRun.claimed_at < moment, ~is_last)
        .returning(JobRun.slot)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    return len(gone)
