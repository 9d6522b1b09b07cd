"""The tests' door sees a transaction that waits for somebody else: one of jobs, of any session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from adapters.fakes.moodle import FakeMoodle
from jobs.locks import held
from lti_tool.models import db
from tests.open_transactions import WatchfulDoor


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        yield site


@pytest.fixture
def door(site: FakeMoodle) -> WatchfulDoor:
    return WatchfulDoor([site.host_port])


def test_a_transaction_that_is_open_is_written_down(
    session: Session, site: FakeMoodle, door: WatchfulDoor
) -> None:
    session.execute(text("SELECT 1"))
    door.request("GET", site.url)
    assert len(door.held) == 1
    session.commit()
    door.request("GET", site.url)
    assert len(door.held) == 1


def test_so_is_one_beside_the_session_at_hand(
    session: Session, site: FakeMoodle, door: WatchfulDoor
) -> None:
    with db.engine.begin():
        door.request("GET", site.url)
    assert len(door.held) == 1


def test_the_lock_of_a_job_is_no_transaction(
    session: Session, site: FakeMoodle, door: WatchfulDoor
) -> None:
    with held(db.engine, "x"):
        door.request("GET", site.url)
    assert door.held == []
