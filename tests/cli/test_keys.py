"""`themascan key`: which keys are needed, and one key that takes over from another."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.cli.clinic import Clinic
from tests.cli.desk import Command, Database

FREE = (
    "only key 1 is needed: the others can go from THEMASCAN_DATA_KEYS, and must be kept as long "
    "as backups from before today"
)
NEEDED = "older keys are needed: run `themascan key rotate`, or wait for the nightly job"


@pytest.fixture
def stocked(cli: Command, platform: int, tmp_path: Path) -> Command:
    """Three people and the token of an LMS."""
    (tmp_path / "token").write_text("geheim")
    way = ("platform", "api", platform, "--adapter", "moodle", "--url", "https://lms.example.nl")
    cli.done(*way, "--token-file", tmp_path / "token")
    stock(cli)
    return cli


def stock(cli: Command) -> None:
    """Words that somebody asked for a talk with, put there past everything."""
    vault_key = Fernet(cli.env["THEMASCAN_DATA_KEYS"].split(",")[0].encode())
    people = Database(cli.env)
    for number in range(1, 4):
        people.rows(
            "INSERT INTO person (organisation_id, platform_id, opaque_id, lms_user_id, on_roster,"
            " excused, rehearsal, wrapped_key, created_at) VALUES (1, 1, ?, ?, true, false, false,"
            " ?, '2026-11-01 00:00:00')",
            f"o{number}",
            str(number),
            vault_key.encrypt_at_time(Fernet.generate_key(), 0),
        )


def add_key(cli: Command, newest: bool) -> str:
    """Put a fresh key before or after the one that is there."""
    old, fresh = cli.env["THEMASCAN_DATA_KEYS"], cli.done("key", "new").out.strip()
    cli.env["THEMASCAN_DATA_KEYS"] = f"{fresh},{old}" if newest else f"{old},{fresh}"
    return fresh


def test_one_key_needs_no_advice(stocked: Command) -> None:
    assert stocked.done("key", "status").out == "key 1 (newest): 4 values\n"


def test_a_key_takes_over_step_by_step(stocked: Command) -> None:
    fresh = add_key(stocked, newest=False)
    said = stocked.done("key", "status").out.splitlines()
    assert said == ["key 1 (newest): 4 values", "key 2 (older): 0 values", FREE]
    old = stocked.env["THEMASCAN_DATA_KEYS"].split(",")[0]
    stocked.env["THEMASCAN_DATA_KEYS"] = f"{fresh},{old}"
    said = stocked.done("key", "status").out.splitlines()
    assert said == ["key 1 (newest): 0 values", "key 2 (older): 4 values", NEEDED]
    said = stocked.done("key", "rotate").out.splitlines()
    assert said == [
        "sealed anew: 3 person.wrapped_key, 1 platform.api_token_sealed",
        "key 1 (newest): 4 values",
        "key 2 (older): 0 values",
        FREE,
    ]
    assert stocked.done("key", "rotate").out.startswith("sealed anew: nothing\n")
    stocked.env["THEMASCAN_DATA_KEYS"] = fresh
    assert stocked.done("key", "status").out == "key 1 (newest): 4 values\n"


@pytest.mark.parametrize("command", ["status", "rotate"])
def test_a_key_that_went_too_early_is_said(stocked: Command, command: str) -> None:
    fresh = add_key(stocked, newest=True)
    stocked.env["THEMASCAN_DATA_KEYS"] = fresh
    [fault] = stocked.refused("key", command)
    assert fault == (
        "no key opens 3 person.wrapped_key, 1 platform.api_token_sealed: put the key back that "
        "was used before, after the newest"
    )


def test_no_key_is_shown(stocked: Command) -> None:
    add_key(stocked, newest=True)
    answers = [stocked.done("key", "status"), stocked.done("key", "rotate")]
    keys = stocked.env["THEMASCAN_DATA_KEYS"].split(",")
    assert not [key for key in keys for answer in answers if key in answer.out + answer.err]


def test_the_doctor_says_when_an_older_key_can_go(clinic: Clinic) -> None:
    assert not [line for line in clinic.good() if "older key" in line or "can go" in line]
    add_key(clinic.cli, newest=True)
    assert any("need an older key until the nightly job" in line for line in clinic.good())
    clinic.cli.done("key", "rotate")
    free = "only the first of THEMASCAN_DATA_KEYS is needed: the others can go"
    assert free in clinic.good()
