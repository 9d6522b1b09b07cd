"""What machines are told: is it ready, do the jobs run, how long has something been due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config.settings import Settings
from jobs.__main__ import scheduler_of
from jobs.crew import Crew, Said
from jobs.runner import JobFailed, Runner
from jobs.schedule import SCHEDULE, Every, Job
from lti_tool import migrating
from lti_tool.app import create_app
from lti_tool.models import JobRun, db
from lti_tool.services import job_runs
from questionnaires.calendar import AMSTERDAM
from tests.clock import Clock
from tests.jobs.conftest import Office, Post


def ready(client: FlaskClient) -> dict[str, object]:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def test_without_jobs_pages_are_ready_and_a_warning_says_so(client: FlaskClient) -> None:
    found = ready(client)
    assert found["ready"] is True
    assert found["warnings"] == [
        "no job has ever run: start `themascan jobs`, or `themascan jobs --once` by cron"
    ]


def test_jobs_that_ran_a_moment_ago_are_fine(client: FlaskClient, office: Office) -> None:
    office.run()
    assert ready(client)["warnings"] == []


def test_jobs_that_stand_still_are_told_in_minutes(
    client: FlaskClient, office: Office, clock: Clock
) -> None:
    office.run()
    clock.forward(minutes=45)
    assert ready(client)["warnings"] == []
    clock.forward(minutes=1)
    assert ready(client)["warnings"] == [
        "no job has run for 46 minutes: is `themascan jobs` running?"
    ]


def test_a_job_that_failed_is_told_until_it_goes_well(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    def fail(crew: Crew, now: datetime) -> Said:
        raise ValueError("of no interest")

    every, runner = Every(timedelta(minutes=15)), Runner(app)
    now = datetime(2026, 10, 12, 9, tzinfo=AMSTERDAM)
    with pytest.raises(JobFailed):
        runner.run(Job("bell", every, fail), "1", now)
    assert ready(client)["warnings"] == ["the job bell failed last time (ValueError): see its log"]
    clock.forward(minutes=1)
    runner.run(Job("bell", every, lambda crew, now: Said()), "2", now)
    assert ready(client)["warnings"] == []


def test_a_database_without_tables_is_not_ready(tmp_path: Path, settings: Settings) -> None:
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "themascan db upgrade" in answer.get_json()["fault"]
    with app.app_context():
        migrating.upgrade(app, "0004")
        db.session.remove()
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["fault"].startswith("the database is of version 0004, not ")
    with app.app_context():
        migrating.upgrade(app)
        db.session.remove()
        db.engine.dispose()
    assert app.test_client().get("/readyz").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_is_away_is_not_ready(tmp_path: Path, settings: Settings) -> None:
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'no' / 'where'}"))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.get_json()["fault"]


def test_the_oldest_due_delivery_is_measured(post: Post, client: FlaskClient, clock: Clock) -> None:
    post.add_people(1, 2)
    post.queue("11")
    clock.forward(days=5)
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    [age] = [
        line.split()[1]
        for line in lines
        if line.startswith("themascan_delivery_oldest_due_seconds{")
    ]
    assert 4 * 86400 < float(age) <= 5 * 86400


def test_each_job_tells_when_it_last_ran_and_how(client: FlaskClient, office: Office) -> None:
    office.run()
    text = client.get("/metrics").get_data(as_text=True)
    for job in SCHEDULE:
        assert f'themascan_job_last_run{{job="{job.name}"}} 1.' in text
        assert f'themascan_job_failed{{job="{job.name}"}} 0.0' in text


def test_a_daily_slot_of_a_process_that_died_is_taken_up_the_same_day(
    app: Flask, clock: Clock
) -> None:
    job = next(job for job in SCHEDULE if job.name == "retention")
    clock.now = datetime(2026, 10, 12, 3, 45, tzinfo=AMSTERDAM)
    slot = job.slot(clock())
    with app.app_context():
        assert job_runs.claim(db.session(), job.name, slot, "died", clock())
    runner = Runner(app)
    for quarters in range(6):
        clock.now = datetime(2026, 10, 12, 4, tzinfo=AMSTERDAM) + timedelta(minutes=15 * quarters)
        runner.run_quietly(job)
    with app.app_context():
        row = db.session.scalars(select(JobRun).where(JobRun.slot == slot)).one()
    assert row.claimed_by == runner.name
    assert row.finished_at == datetime(2026, 10, 12, 5, tzinfo=AMSTERDAM)


def test_the_scheduler_looks_for_missed_days_at_any_hour_but_one(app: Flask) -> None:
    jobs = {job.id: job for job in scheduler_of(Runner(app)).get_jobs()}
    assert set(jobs) == {job.name for job in SCHEDULE}
    trigger = jobs["sweep"].trigger
    moment, looks = datetime(2026, 10, 25, tzinfo=AMSTERDAM), []
    while moment < datetime(2026, 10, 26, tzinfo=AMSTERDAM):
        looks.append(trigger.get_next_fire_time(None, moment))
        moment = looks[-1] + timedelta(seconds=1)
    assert {look.hour for look in looks} == {*range(24)} - {2}
    assert {look.minute for look in looks} == {0, 15, 30, 45}
