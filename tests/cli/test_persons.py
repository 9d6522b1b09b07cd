"""`themascan person` and `db restored`: requests on paper, shown to nobody but the person."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from config.settings import load_settings
from tests.cli.clinic import Clinic
from tests.cli.desk import Command, Database, RosterDesk


@pytest.fixture
def people(roster: RosterDesk) -> RosterDesk:
    roster.load("lms_user_id,first_name\n5,Anna\n6,Bram\n")
    return roster


@pytest.mark.parametrize("kind", ["export", "erase"])
def test_an_address_is_printed_and_nothing_else(
    cli: Command, platform: int, people: RosterDesk, database: Database, kind: str
) -> None:
    answer = cli.done("person", kind, "--platform", platform, "5")
    address = answer.made
    assert address.startswith("https://scan.example.nl/mine/")
    assert not {"Anna", "5"} & set(answer.out.split())
    row = database.one("SELECT kind, code_hash, person_id FROM data_link")
    code = address.rpartition("/")[2]
    assert row["code_hash"] == hashlib.sha256(code.encode()).hexdigest()
    assert row["kind"] == kind
    assert not database.contains(code)
    assert database.one("SELECT erased_at FROM person WHERE lms_user_id = '5'")["erased_at"] is None


def test_a_second_address_takes_the_place_of_the_first(
    cli: Command, platform: int, people: RosterDesk, database: Database
) -> None:
    for _ in range(2):
        cli.done("person", "export", "--platform", platform, "5")
    assert len(database.rows("SELECT * FROM data_link")) == 1


@pytest.mark.parametrize("kind", ["export", "erase"])
def test_somebody_who_is_not_known_is_refused(
    cli: Command, platform: int, people: RosterDesk, kind: str
) -> None:
    [fault] = cli.refused("person", kind, "--platform", platform, "999")
    assert fault.startswith("nothing is kept about LMS user 999 of platform 1: ")
    [fault] = cli.refused("person", kind, "--platform", 77, "5")
    assert fault.startswith("there is no platform 77")


def test_at_once_erases_and_leaves_a_line_that_names_nobody(
    cli: Command, platform: int, people: RosterDesk, database: Database
) -> None:
    words = ("person", "erase", "--platform", platform, "--at-once")
    assert "reason" in cli.refused(*words, " ", "5")[0]
    assert "does not name" in cli.refused(*words, "user 5 left", "5")[0]
    answer = cli.done(*words, "left the organisation, letter of 3 March", "5")
    assert "enrolments in the LMS stay" in answer.out
    [change] = database.rows("SELECT what FROM change WHERE what LIKE '%on paper%'")
    assert change["what"].endswith("on paper: left the organisation, letter of 3 March")
    asked = "SELECT lms_user_id, wrapped_key, first_name_sealed, on_roster FROM person"
    assert tuple(database.rows(asked + " ORDER BY id")[0].values()) == (None, None, None, 0)
    assert cli.refused("person", "export", "--platform", platform, "5")


def test_a_journal_that_cannot_be_written_stops_it(
    cli: Command, platform: int, people: RosterDesk, database: Database, tmp_path: Path
) -> None:
    cli.env["THEMASCAN_ERASURE_JOURNAL"] = str(tmp_path / "no" / "such" / "folder")
    words = ("person", "erase", "--platform", platform, "--at-once", "letter", "5")
    [fault] = cli.refused(*words)
    assert fault.startswith("the erasure journal cannot be written: ")
    assert database.one("SELECT erased_at FROM person WHERE lms_user_id = '5'")["erased_at"] is None
    assert database.rows("SELECT * FROM change WHERE what LIKE '%on paper%'") == []


@pytest.mark.sqlite
def test_after_a_restore_the_erased_are_erased_again(
    cli: Command, platform: int, people: RosterDesk, database: Database, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.sqlite"
    database.rows("VACUUM INTO ?", str(backup))
    cli.done("person", "erase", "--platform", platform, "--at-once", "letter", "5")
    for file in database.path.parent.glob(database.path.name + "-*"):
        file.unlink()
    shutil.copy(backup, database.path)
    assert database.one("SELECT wrapped_key FROM person WHERE lms_user_id = '5'")["wrapped_key"]
    assert "erased again: 1" in cli.done("db", "restored").out
    assert database.rows("SELECT id FROM person WHERE lms_user_id = '5'") == []
    assert "erased again: 0" in cli.done("db", "restored").out


def test_without_its_journal_a_restore_is_not_called_done(cli: Command) -> None:
    [fault] = cli.refused("db", "restored")
    assert "is not there: put the erasure journal back" in fault


def test_a_journal_of_another_secret_is_not_believed(
    cli: Command, platform: int, people: RosterDesk
) -> None:
    cli.done("person", "erase", "--platform", platform, "--at-once", "letter", "5")
    cli.env["THEMASCAN_SECRET_KEY"] = "another secret for tests only"
    [fault] = cli.refused("db", "restored")
    assert "another THEMASCAN_SECRET_KEY" in fault


def test_the_doctor_looks_whether_the_journal_can_be_written(
    clinic: Clinic, tmp_path: Path
) -> None:
    for wrong in (tmp_path / "no" / "such" / "folder", tmp_path):
        clinic.cli.env["THEMASCAN_ERASURE_JOURNAL"] = str(wrong)
        [fault] = clinic.wrong()
        assert fault.startswith(f"erasure journal {wrong} cannot be written: ")
    journal = tmp_path / "erasures"
    clinic.cli.env["THEMASCAN_ERASURE_JOURNAL"] = str(journal)
    assert f"erasure journal {journal} can be written" in clinic.cli.done("doctor").out
    assert not journal.exists(), "an empty one would hide that the real one is missing"


def test_a_site_on_postgresql_has_a_journal_where_it_is_started(bare: Command) -> None:
    bare.env.pop("THEMASCAN_ERASURE_JOURNAL", None)
    bare.env["THEMASCAN_DATABASE_URL"] = "postgresql://themascan@127.0.0.1/themascan"
    assert load_settings(bare.env).erasure_journal_file == Path.cwd() / "themascan.erasures"
    bare.env["THEMASCAN_ERASURE_JOURNAL"] = "/var/lib/themascan/erasures"
    assert str(load_settings(bare.env).erasure_journal_file) == "/var/lib/themascan/erasures"
