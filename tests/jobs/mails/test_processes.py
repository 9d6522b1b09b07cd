"""Processes of their own that send mail: one that is killed, and two at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime

import pytest

from config.settings import Settings
from tests.jobs.mails.mailroom import Mailroom, at


@pytest.fixture
def room(room: Mailroom) -> Mailroom:
    room.people(12)
    room.open()
    return room


def start(settings: Settings, now: datetime) -> subprocess.Popen[str]:
    """`jobs --once` at a moment of business time, as cron starts it."""
    environment = {
        **os.environ,
        "THEMASCAN_DATABASE_URL": settings.database_url,
        "THEMASCAN_PUBLIC_URL": settings.public_url,
        "THEMASCAN_SECRET_KEY": settings.secret_key,
        "THEMASCAN_DATA_KEYS": ",".join(settings.data_keys),
        "THEMASCAN_SMTP_URL": settings.smtp_url or "",
        "THEMASCAN_ERASURE_JOURNAL": str(settings.erasure_journal_file),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "jobs", "--once", "--now", now.isoformat()],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def test_kills_leave_no_more_uncertain_than_there_were_kills(
    room: Mailroom, settings: Settings
) -> None:
    running: list[subprocess.Popen[str]] = []

    def kill(_: object) -> str:
        if running and len(room.postbus.letters) in (2, 6):
            running.pop().send_signal(signal.SIGKILL)
        return "250 OK"

    room.postbus.at_letter = kill
    for minute in (0, 10):
        process = start(settings, at(10, 12, 9, minute))
        running.append(process)
        assert ended(process) == -signal.SIGKILL
    assert ended(start(settings, at(10, 12, 9, 20))) == 0
    states = room.states()["invite"]
    assert states.count("uncertain") <= 2
    assert states.count("delivered") == 12 - states.count("uncertain")
    assert len(room.postbus.recipients) == len(set(room.postbus.recipients))
    assert len(room.postbus.recipients) >= 10


def test_two_processes_at_once_send_everything_once(room: Mailroom, settings: Settings) -> None:
    both = [start(settings, at(10, 12)) for _ in range(2)]
    assert [ended(process) for process in both] == [0, 0]
    assert room.states() == {"invite": ["delivered"] * 12}
    assert sorted(room.postbus.recipients) == sorted(f"p{n}@example.nl" for n in range(1, 13))
