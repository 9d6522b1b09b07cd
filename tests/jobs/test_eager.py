"""What a demo asks of the jobs: some of them sooner, and one of them alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask

from jobs.__main__ import main
from jobs.eager import SOON, eager
from jobs.once import run_once
from jobs.runner import Runner
from jobs.schedule import SCHEDULE, Every
from lti_tool.models import JobRun, db
from questionnaires.calendar import AMSTERDAM

MOMENT = datetime(2026, 10, 12, 9, 7, 31, tzinfo=AMSTERDAM)


def test_in_a_demo_sessions_go_into_the_lms_within_seconds_and_all_else_keeps_its_pace() -> None:
    pairs = list(zip(SCHEDULE, eager(SCHEDULE), strict=True))
    sooner = {quick.name: quick.when for usual, quick in pairs if quick != usual}
    assert sooner == {"mirror_sessions": Every(timedelta(seconds=15))} == SOON


def test_one_job_alone_runs_when_it_is_asked_for(app: Flask) -> None:
    [job] = [job for job in SCHEDULE if job.name == "sync_completions"]
    assert list(run_once(Runner(app), MOMENT, [job])) == []
    with app.app_context():
        assert [row.job for row in db.session.query(JobRun)] == ["sync_completions"]


@pytest.mark.parametrize("wrong", [["--job", "sweep"], ["--once", "--job", "nothing"]])
def test_a_job_is_named_with_once_and_from_the_list(wrong: list[str]) -> None:
    assert CliRunner().invoke(main, wrong).exit_code == 2
