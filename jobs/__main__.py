"""`python -m jobs`: the scheduler, or with --once all that is due now."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime

import click
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config.settings import SettingsError, load_settings
from jobs.eager import eager as sooner
from jobs.once import Busy, run_once
from jobs.runner import JobFailed, Runner
from jobs.schedule import SCHEDULE, Every, Job
from lti_tool.core import create_core
from questionnaires.calendar import AMSTERDAM

NAMES = tuple(job.name for job in SCHEDULE)


def _moment(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value} is not a moment: write it as 2026-10-12T09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due, then stop.")
@click.option("--now", callback=_moment, metavar="ISO", help="Business time, with --once only.")
@click.option("--job", type=click.Choice(NAMES), help="This one alone, with --once only.")
@click.option("--eager", is_flag=True, help="For a demo: workshops stand in the LMS in seconds.")
def main(once: bool, now: datetime | None, job: str | None, eager: bool) -> None:
    """Run the jobs of Themascan."""
    if (now or job) and not once:
        raise click.UsageError("--now and --job go with --once only")
    try:
        runner = Runner(create_core(load_settings(os.environ)))
    except SettingsError as fault:
        click.echo("\n".join(fault.faults), err=True)
        sys.exit(1)
    if once:
        jobs = [one for one in SCHEDULE if job in (None, one.name)]
        _once(runner, now or datetime.now(AMSTERDAM), jobs)
    else:
        _forever(runner, sooner(SCHEDULE) if eager else SCHEDULE)


def _once(runner: Runner, now: datetime, jobs: Sequence[Job]) -> None:
    try:
        for line in run_once(runner, now, jobs):
            click.echo(line)
    except (JobFailed, Busy) as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)


def _forever(runner: Runner, jobs: Sequence[Job]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: runner.stop.set())
    scheduler = scheduler_of(runner, jobs)
    scheduler.start()
    runner.stop.wait()
    scheduler.shutdown(wait=True)


def scheduler_of(runner: Runner, jobs: Sequence[Job] = SCHEDULE) -> BackgroundScheduler:
    """A scheduler with the whole table, or what is given; each job also runs at once."""
    # A delivery that takes longer than its interval is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone=AMSTERDAM)
    for job in jobs:
        scheduler.add_job(
            runner.run_quietly,
            _trigger(job),
            args=[job],
            id=job.name,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(AMSTERDAM),
        )
    return scheduler


def _trigger(job: Job) -> IntervalTrigger | CronTrigger:
    if isinstance(job.when, Every):
        return IntervalTrigger(seconds=int(job.when.step.total_seconds()), timezone=AMSTERDAM)
    # A look every quarter of an hour, and by its claim one run a day: so the slot of a
    # process that died, or of a machine that was off, is taken up by whoever is there.
    return CronTrigger(hour="0-1,3-23", minute="*/15", timezone=AMSTERDAM)


if __name__ == "__main__":
    main()
