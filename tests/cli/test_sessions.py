"""`themascan session`: planned, changed, cancelled and listed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from questionnaires.calendar import AMSTERDAM
from tests.cli.desk import Command, Database
from tests.cli.quarter import Quarter

OFFER = "tm-ws-basis"
DAY = (datetime.now(UTC).astimezone(AMSTERDAM) + timedelta(days=10)).date().isoformat()


@pytest.fixture
def quarter(cli: Command, organisation: int) -> Quarter:
    return Quarter(cli, organisation, opened=False)


def add(quarter: Quarter, *more: object, offer: str = OFFER) -> tuple[object, ...]:
    at = ("--starts", f"{DAY}T10:00", "--capacity", 12)
    return "session", "add", "--cycle", quarter.cycle, offer, *at, *more


def test_a_session_is_planned_and_its_id_is_the_last_word(
    cli: Command, quarter: Quarter, database: Database
) -> None:
    answer = cli.done(*add(quarter, "--place", "Raadzaal", "--trainer", "Noor"))
    [row] = database.rows("SELECT id, capacity, place, trainer, title FROM workshop_session")
    assert answer.made == str(row["id"])
    assert (row["capacity"], row["place"], row["trainer"]) == (12, "Raadzaal", "Noor")
    [listed] = json.loads(cli.done("session", "list", "--cycle", quarter.cycle, "--json").out)
    assert listed["starts"].startswith(f"{DAY}T10:00:00+0")
    assert listed["ends"] > listed["starts"], "as long as the offer takes"
    assert (listed["taken"], listed["waiting"], listed["cancelled"]) == (0, 0, False)


def test_a_zone_counts_when_it_is_given(cli: Command, quarter: Quarter) -> None:
    zoned = ("--starts", f"{DAY}T10:00Z", "--ends", f"{DAY}T12:00Z", "--capacity", 5)
    cli.done("session", "add", "--cycle", quarter.cycle, OFFER, *zoned)
    [row] = json.loads(cli.done("session", "list", "--cycle", quarter.cycle, "--json").out)
    assert datetime.fromisoformat(row["starts"]) == datetime.fromisoformat(f"{DAY}T10:00+00:00")
    assert datetime.fromisoformat(row["ends"]) == datetime.fromisoformat(f"{DAY}T12:00+00:00")


def test_it_is_changed_and_keeps_its_length(cli: Command, quarter: Quarter) -> None:
    made = cli.done(*add(quarter)).made
    cli.done("session", "change", made, "--starts", f"{DAY}T14:00", "--place", "Kamer 2")
    [row] = json.loads(cli.done("session", "list", "--cycle", quarter.cycle, "--json").out)
    begins, ends = (datetime.fromisoformat(row[name]) for name in ("starts", "ends"))
    assert (begins.hour, ends - begins, row["place"]) == (14, timedelta(minutes=60), "Kamer 2")


def test_it_is_cancelled_once(cli: Command, quarter: Quarter) -> None:
    made = cli.done(*add(quarter)).made
    assert cli.done("session", "cancel", made).out == f"cancelled session {made}\n"
    assert "cancelled" in cli.done("session", "list", "--cycle", quarter.cycle).out
    [fault] = cli.refused("session", "cancel", made)
    assert fault.startswith("there is no session to come with this id")


def test_what_cannot_be_is_refused_in_a_line_each(cli: Command, quarter: Quarter) -> None:
    [fault] = cli.refused(*add(quarter, offer="tm-ml-vinden"))
    assert fault.startswith("tm-ml-vinden has no sessions: choose from tm-ws-")
    past = ("--starts", "2020-01-01T10:00", "--capacity", 0)
    faults = cli.refused("session", "add", "--cycle", quarter.cycle, OFFER, *past)
    assert [fault.partition(":")[0] for fault in faults] == ["starts", "capacity"]
    [fault] = cli.refused("session", "change", 99, "--capacity", 3)
    assert "no session" in fault


def test_a_moment_that_is_none_is_wrong_use(cli: Command, quarter: Quarter) -> None:
    answer = cli("session", "add", "--cycle", 1, OFFER, "--starts", "morgen", "--capacity", 5)
    assert answer.code == 2
    assert "give a moment such as 2026-11-30T10:00" in answer.err
