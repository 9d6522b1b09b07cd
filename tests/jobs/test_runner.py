"""Slots, claims and locks: nothing runs twice, nothing that was missed is forgotten."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from jobs.crew import Crew, Said, Stopping
from jobs.locks import held
from jobs.runner import TRIES, JobFailed, Runner
from jobs.schedule import SCHEDULE, Daily, Every, Job
from lti_tool.models import JobRun, db
from lti_tool.services import job_runs
from questionnaires.calendar import AMSTERDAM
from tests.clock import Clock
from tests.jobs.conftest import Office

MOMENT = datetime(2026, 10, 12, 9, 7, 31, tzinfo=AMSTERDAM)


class Bell:
    """A job that counts how often it rang."""

    def __init__(self) -> None:
        self.rung = 0
        self.job = Job("bell", Every(timedelta(minutes=15)), self.ring)

    def ring(self, crew: Crew, now: datetime) -> Said:
        self.rung += 1
        return Said(("rang",))


def rows(app: Flask) -> list[JobRun]:
    with app.app_context():
        return list(db.session.scalars(select(JobRun).order_by(JobRun.claimed_at, JobRun.slot)))


def test_a_slot_has_the_same_name_in_every_process() -> None:
    job = Job("x", Every(timedelta(minutes=15)), Bell().ring)
    assert job.slot(MOMENT) == job.slot(MOMENT.astimezone(UTC)) == "2026-10-12T09:00:00+02:00"
    assert job.slot(MOMENT + timedelta(minutes=8)) == "2026-10-12T09:15:00+02:00"


@pytest.mark.parametrize("job", SCHEDULE, ids=[job.name for job in SCHEDULE])
def test_the_hour_that_comes_twice_has_slots_of_its_own(job: Job) -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    names = [job.slot(first + timedelta(minutes=15 * step)) for step in range(8)]
    assert len(set(names)) == (8 if isinstance(job.when, Every) else 1)


@pytest.mark.parametrize("job", SCHEDULE, ids=[job.name for job in SCHEDULE])
def test_no_job_of_the_calendar_begins_between_two_and_three(job: Job) -> None:
    if isinstance(job.when, Daily):
        assert job.when.at.hour != 2


def test_a_daily_slot_that_was_missed_is_still_the_slot_of_now() -> None:
    job = next(job for job in SCHEDULE if job.name == "sweep")
    assert job.slot(datetime(2026, 10, 12, 3, 59, tzinfo=AMSTERDAM)).startswith("2026-10-11T04:00")
    assert job.slot(datetime(2026, 10, 12, 23, 0, tzinfo=AMSTERDAM)).startswith("2026-10-12T04:00")


def test_sealing_anew_comes_after_what_goes_and_before_the_journal_is_emptied() -> None:
    names = [job.name for job in SCHEDULE]
    assert names.index("retention") < names.index("reseal") < names.index("sweep")


def test_a_slot_runs_once_whoever_comes(app: Flask) -> None:
    bell = Bell()
    first, second = Runner(app), Runner(app)
    slot = bell.job.slot(MOMENT)
    assert first.run(bell.job, slot, MOMENT) == Said(("rang",))
    assert second.run(bell.job, slot, MOMENT) is None
    assert bell.rung == 1
    assert rows(app)[0].claimed_by == first.name


def test_while_one_process_works_another_stays_idle(app: Flask) -> None:
    bell, other = Bell(), Runner(app)
    seen: list[Said | None] = []

    def work(crew: Crew, now: datetime) -> Said:
        seen.append(other.run(Job("bell", bell.job.when, bell.ring), "another slot", now))
        return Said()

    Runner(app).run(Job("bell", bell.job.when, work), "one slot", MOMENT)
    assert (seen, bell.rung) == ([None], 0)


def test_a_lock_is_free_again_when_its_block_ends(app: Flask) -> None:
    with app.app_context():
        with held(db.engine, "x") as mine, held(db.engine, "x") as theirs:
            assert mine is not None
            assert mine.still_held()
            assert theirs is None
        for _ in range(20):
            with held(db.engine, "x") as again:
                assert again is not None


LOST = OperationalError("SELECT 1", {}, OSError("server closed"), connection_invalidated=True)
BUSY = OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked"))
MET = IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed"))


@pytest.mark.parametrize("fault", [LOST, BUSY, MET], ids=["lost", "busy", "met"])
def test_a_night_that_the_database_spoiled_for_a_moment_is_tried_again(
    app: Flask, fault: Exception
) -> None:
    tries: list[datetime] = []

    def work(crew: Crew, now: datetime) -> Said:
        tries.append(now)
        if len(tries) == 1:
            raise fault
        return Said(("done",))

    job = Job("nightly", Daily(time(23)), work)
    with pytest.raises(JobFailed, match=type(fault).__name__):
        Runner(app).run(job, "slot", MOMENT)
    assert Runner(app).run(job, "slot", MOMENT) == Said(("done",))
    assert Runner(app).run(job, "slot", MOMENT) is None


def test_a_fault_that_does_not_pass_ends_its_slot_and_is_shown(app: Flask) -> None:
    def work(crew: Crew, now: datetime) -> Said:
        raise MET

    runner, job = Runner(app), Job("nightly", Daily(time(23)), work)
    for _ in range(TRIES):
        with pytest.raises(JobFailed):
            runner.run(job, "slot", MOMENT)
    assert runner.run(job, "slot", MOMENT) is None
    assert [row.failed for row in rows(app)] == ["IntegrityError"]


def test_a_night_that_a_restart_broke_off_goes_on_at_once(app: Flask) -> None:
    bell = Bell()

    def is_told_to_stop(crew: Crew, now: datetime) -> Said:
        crew.stop.set()
        crew.pause(5)
        return Said()

    with pytest.raises(Stopping):
        Runner(app).run(Job("bell", Daily(time(23)), is_told_to_stop), "slot", MOMENT)
    assert Runner(app).run(bell.job, "slot", MOMENT) == Said(("rang",))


def test_a_job_that_fails_is_logged_without_values_and_ends_its_slot(
    app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    def work(crew: Crew, now: datetime) -> Said:
        raise ValueError("onder het minimum")

    runner = Runner(app)
    with pytest.raises(JobFailed, match="ValueError"):
        runner.run(Job("bad", Every(timedelta(minutes=15)), work), "slot", MOMENT)
    assert "onder het minimum" not in capfd.readouterr().err
    [row] = rows(app)
    assert row.failed == "ValueError"
    assert row.finished_at is not None


def test_an_abandoned_slot_is_taken_over_after_an_hour(app: Flask, clock: Clock) -> None:
    bell = Bell()
    with app.app_context():
        assert job_runs.claim(db.session(), "bell", "slot", "dead", clock())
    assert Runner(app).run(bell.job, "slot", MOMENT) is None
    clock.forward(minutes=61)
    assert Runner(app).run(bell.job, "slot", MOMENT) is not None
    assert bell.rung == 1


def test_old_claims_are_swept_but_the_last_of_each_job(app: Flask, office: Office) -> None:
    bell = Bell()
    for day in range(4):
        office.runner.run(bell.job, f"slot {day}", MOMENT)
        office.clock.forward(days=1)
    office.clock.forward(days=30)
    office.run()
    assert [row.slot for row in rows(app) if row.job == "bell"] == ["slot 3"]


def test_once_ends_when_nothing_is_due(office: Office) -> None:
    assert office.run() == []
    assert office.run() == []
