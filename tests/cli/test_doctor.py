"""The doctor is quiet when all is well, and says what is wrong with the installation."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.cli.clinic import OURS, Clinic
from tests.cli.desk import Command, Database, RosterDesk
from tests.databases import new_database
from tests.ports import free_port


def test_when_all_is_well_it_says_what_it_saw(clinic: Clinic) -> None:
    said = "\n".join(clinic.good())
    assert f"address {clinic.front.url_for('')}"[:-1] in said
    for words in ("database at version", "THEMASCAN_DATA_KEYS opens", "our keys at", "keys at"):
        assert words in said
    assert f"platform {clinic.platform}: Moodle at {clinic.moodle.url}" in said
    assert "function enrol_manual_enrol_users" in said
    assert "tokens for its gradebook" in said
    assert "the LMS fetches our keys" in said
    assert clinic.moodle.writing_calls == []


def test_an_address_without_tls(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_PUBLIC_URL"] = "http://scan.example.nl"
    [fault] = clinic.wrong()
    assert fault == (
        "address http://scan.example.nl: browsers refuse our cookies without TLS: put a proxy "
        "with a certificate in front, and write https:// in THEMASCAN_PUBLIC_URL"
    )


def test_a_redirect_where_our_keys_should_be(clinic: Clinic) -> None:
    clinic.front.clear()
    there = {"Location": "https://scan.example.nl/lti/jwks.json"}
    clinic.front.expect_request("/lti/jwks.json").respond_with_data("", 301, there)
    [fault] = clinic.wrong()
    assert fault.startswith(f"our keys at {clinic.front.url_for('/lti/jwks.json')}: ")
    assert "it redirects to https://scan.example.nl: write the address" in fault


ELSEWHERE: dict[str, tuple[int, object, str]] = {
    "a website": (200, ["welcome"], "something else than this tool answers there"),
    "nothing": (404, {}, "something else than this tool answers there"),
    "a proxy without us": (502, {}, "themascan serve"),
    "a broken tool": (500, {}, "themascan serve"),
    "keys of another": (200, {"keys": [{"kid": "x"}]}, "not those of this database"),
}


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_wrong_public_address(clinic: Clinic, elsewhere: str) -> None:
    status, document, says = ELSEWHERE[elsewhere]
    clinic.front.clear()
    clinic.front.expect_request("/lti/jwks.json").respond_with_json(document, status=status)
    # An LMS that cannot fetch our keys there adds nothing.
    clinic.keys_out_of_reach = True
    [fault] = clinic.wrong()
    assert fault.startswith(f"our keys at {clinic.front.url_for('/lti/jwks.json')}")
    assert says in fault


def test_a_public_address_that_leads_nowhere(clinic: Clinic) -> None:
    clinic.front.stop()
    [fault] = clinic.wrong()
    assert "does not answer" in fault
    assert "see that `themascan serve` runs" in fault


def test_a_key_that_signs_next_is_ours_too(clinic: Clinic) -> None:
    clinic.publish(OURS[1], "another")
    clinic.good()


def test_a_database_that_is_not_upgraded(bare: Command, tmp_path: Path) -> None:
    bare.env["THEMASCAN_DATABASE_URL"] = new_database(tmp_path)
    [fault] = bare.refused("doctor")
    assert fault.startswith("wrong  database at version none of ")
    assert fault.endswith("run `themascan db upgrade`")


def test_a_database_that_is_not_there(bare: Command, tmp_path: Path) -> None:
    bare.env["THEMASCAN_DATABASE_URL"] = f"sqlite:///{tmp_path}/no/folder/db"
    [fault] = bare.refused("doctor")
    assert "database cannot be opened (unable to open database file)" in fault
    assert "see that the folder is there, and check THEMASCAN_DATABASE_URL" in fault


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_that_is_away(bare: Command, tmp_path: Path, scheme: str) -> None:
    bare.env["THEMASCAN_ERASURE_JOURNAL"] = str(tmp_path / "erasures")
    place = f"127.0.0.1:{free_port()}"
    bare.env["THEMASCAN_DATABASE_URL"] = f"{scheme}://themascan:geheim@{place}/themascan"
    [fault] = bare.refused("doctor")
    assert fault.startswith("wrong  database cannot be opened (")
    assert "Connection refused" in fault
    assert "see that PostgreSQL runs and may be reached" in fault
    assert "geheim" not in fault


def test_no_lms(clinic: Clinic, database: Database) -> None:
    database.rows("DELETE FROM deployment")
    database.rows("DELETE FROM platform")
    assert clinic.wrong() == ["no LMS is registered: use `themascan platform add`"]


def test_a_missing_data_key(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_DATA_KEYS"] = Fernet.generate_key().decode()
    assert clinic.wrong() == [
        "THEMASCAN_DATA_KEYS opens what is stored: a key is missing: put the one that was used "
        "before back, after the newest"
    ]


def test_a_new_data_key_before_the_old_one_is_well(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_DATA_KEYS"] = (
        f"{Fernet.generate_key().decode()},{clinic.cli.env['THEMASCAN_DATA_KEYS']}"
    )
    clinic.good()


def test_a_person_in_the_middle_whose_key_does_not_open(clinic: Clinic, database: Database) -> None:
    people = "lms_user_id\n" + "".join(f"{number}\n" for number in range(3, 8))
    RosterDesk(clinic.cli, clinic.platform, clinic.token.parent / "r.csv").load(people)
    stranger = Fernet(Fernet.generate_key()).encrypt(b"x")
    database.rows("UPDATE person SET wrapped_key = ? WHERE lms_user_id = '5'", stranger)
    [fault] = clinic.wrong()
    assert fault.startswith("THEMASCAN_DATA_KEYS opens what is stored: a key is missing")


def test_nothing_secret_is_said(clinic: Clinic) -> None:
    answer = clinic.cli.done("doctor")
    secrets = [clinic.moodle.token, clinic.cli.env["THEMASCAN_SECRET_KEY"]]
    secrets.append(clinic.cli.env["THEMASCAN_DATA_KEYS"])
    assert not [secret for secret in secrets if secret in answer.out + answer.err]


def test_what_it_asks_is_kept_nowhere(clinic: Clinic, database: Database) -> None:
    clinic.good()
    assert database.rows("SELECT * FROM service_token") == []
    assert len(database.rows("SELECT * FROM signing_key")) == len(OURS)
