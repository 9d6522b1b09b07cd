"""The doctor is quiet when all is well, and says what is wrong with the installation."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.cli.clinic import Clinic
from tests.cli.desk import Command, Database, RosterDesk


def test_when_all_is_well_it_says_what_it_saw(clinic: Clinic) -> None:
    said = "\n".join(clinic.good())
    for word in ("address https://scan.example.nl", "database at version", "keys open", "keys at"):
        assert f"good   {word}" in said or word in said
    assert f"platform {clinic.platform}: Moodle at {clinic.moodle.url}" in said
    assert "function enrol_manual_enrol_users" in said
    assert clinic.moodle.writing_calls == []


@pytest.mark.parametrize("url", ["http://scan.example.nl", "http://127.0.0.1:8000"])
def test_an_address_without_tls(clinic: Clinic, url: str) -> None:
    clinic.cli.env["THEMASCAN_PUBLIC_URL"] = url
    assert clinic.wrong() == [
        f"address {url}: browsers refuse our cookies without TLS: use an https address"
    ]


def test_a_database_that_is_not_upgraded(bare: Command, environment: dict[str, str]) -> None:
    bare.env["THEMASCAN_DATABASE_URL"] += ".new"
    [fault] = bare.refused("doctor")
    assert fault.startswith("wrong  database at version none of ")
    assert fault.endswith("run `themascan db upgrade`")


def test_a_database_that_is_not_there(bare: Command, tmp_path: Path) -> None:
    bare.env["THEMASCAN_DATABASE_URL"] = f"sqlite:///{tmp_path}/no/folder/db"
    [fault] = bare.refused("doctor")
    assert "database cannot be opened (unable to open database file)" in fault
    assert "check THEMASCAN_DATABASE_URL" in fault


def test_no_lms(clinic: Clinic, database: Database) -> None:
    database.rows("DELETE FROM deployment")
    database.rows("DELETE FROM platform")
    assert clinic.wrong() == ["no LMS is registered: use `themascan platform add`"]


def test_a_data_key_that_is_lost(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_DATA_KEYS"] = Fernet.generate_key().decode()
    faults = clinic.wrong()
    assert "put the key that was used before back in THEMASCAN_DATA_KEYS" in faults[0]
    assert "its token does not open: give it again" in faults[1]


def test_a_new_data_key_before_the_old_one_is_well(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_DATA_KEYS"] = (
        f"{Fernet.generate_key().decode()},{clinic.cli.env['THEMASCAN_DATA_KEYS']}"
    )
    clinic.good()


def test_a_person_whose_key_does_not_open(clinic: Clinic, database: Database) -> None:
    RosterDesk(clinic.cli, clinic.platform, clinic.token.parent / "r.csv").load("lms_user_id\n1\n")
    database.rows("UPDATE person SET wrapped_key = ?", Fernet(Fernet.generate_key()).encrypt(b"x"))
    [fault] = clinic.wrong()
    assert fault.startswith("keys open what is stored: put the key")


def test_nothing_secret_is_said(clinic: Clinic) -> None:
    answer = clinic.cli.done("doctor")
    secrets = [clinic.moodle.token, clinic.cli.env["THEMASCAN_SECRET_KEY"]]
    secrets.append(clinic.cli.env["THEMASCAN_DATA_KEYS"])
    assert not [secret for secret in secrets if secret in answer.out + answer.err]
