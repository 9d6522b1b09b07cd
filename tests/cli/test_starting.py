"""What stops the command before it does anything, said in a line per fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from lti_tool import migrating
from tests.cli.conftest import registration
from tests.cli.desk import Command

SECRETS = ("DATABASE_URL", "PUBLIC_URL", "SECRET_KEY", "DATA_KEYS")
# The same in every process that collects the tests.
A_KEY = "c29tZSBrZXkgZm9yIHRlc3RzIG9ubHksIDMyIGxvbmc="


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("words", [("db", "upgrade"), ("serve",), ("doctor",), ("jobs",)])
def test_a_missing_secret_stops_the_start(bare: Command, name: str, words: tuple[str, ...]) -> None:
    bare.env[f"THEMASCAN_{name}"] = ""
    [fault] = bare.refused(*words)
    assert fault.startswith(f"THEMASCAN_{name} is missing: ")


def test_every_missing_secret_has_its_own_line(bare: Command) -> None:
    bare.env |= {f"THEMASCAN_{name}": "" for name in SECRETS}
    faults = bare.refused("serve")
    assert [fault.split()[0] for fault in faults] == [f"THEMASCAN_{name}" for name in SECRETS]


WRONG = {
    "DATABASE_URL": ["mysql://a/b", "nothing", "sqlite://", "sqlite:///:memory:"],
    "PUBLIC_URL": ["scan.example.nl", "ftp://scan.example.nl", "https://"],
    "DATA_KEYS": ["short", f"{A_KEY},short"],
    "LOG_LEVEL": ["loud"],
    "TRUSTED_PROXIES": ["two", "-1"],
    "ALLOW_PRIVATE_HOSTS": ["lms.local", "10.0.0.0/99", "10.0.0.5"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_setting_stops_the_start(bare: Command, name: str, value: str) -> None:
    bare.env[f"THEMASCAN_{name}"] = value
    [fault] = bare.refused("db", "upgrade")
    assert fault.startswith(f"THEMASCAN_{name} ")
    assert ": " in fault, "it says what to do"


def test_a_folder_that_is_not_there_is_one_line(bare: Command, tmp_path: Path) -> None:
    bare.env["THEMASCAN_DATABASE_URL"] = f"sqlite:///{tmp_path}/no/such/folder/db"
    for words in (("db", "upgrade"), ("organisation", "list"), ("serve",)):
        [fault] = bare.refused(*words)
        assert fault.startswith("the database: unable to open database file: ")
        assert "themascan doctor" in fault


def test_a_file_that_is_no_database_is_one_line(bare: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database at all " * 100)
    bare.env["THEMASCAN_DATABASE_URL"] = f"sqlite:///{tmp_path}/notes.txt"
    [fault] = bare.refused("db", "upgrade")
    assert "file is not a database" in fault


def test_a_relative_file_counts_from_where_one_stands(
    bare: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bare.env["THEMASCAN_DATABASE_URL"] = "sqlite:///here.sqlite"
    bare.done("db", "upgrade")
    assert (tmp_path / "here.sqlite").exists()


def test_tables_that_are_not_there_are_said(bare: Command) -> None:
    [fault] = bare.refused("organisation", "add", "Voorbeeldstad")
    assert fault.endswith("run `themascan db upgrade`")


def test_serving_waits_for_the_upgrade(bare: Command) -> None:
    [fault] = bare.refused("serve", "--bind", "127.0.0.1:0")
    assert fault.endswith("run `themascan db upgrade`")


def test_upgrading_says_the_version_and_can_be_repeated(bare: Command) -> None:
    assert bare.done("db", "upgrade").made == migrating.newest()
    assert "already" in bare.done("db", "upgrade").out


@pytest.mark.parametrize("bind", ["8000", "localhost:", ":8000", "localhost:99999", "a:b"])
def test_a_wrong_place_to_listen_is_wrong_use(cli: Command, bind: str) -> None:
    answer = cli("serve", "--bind", bind)
    assert (answer.code, "HOST:PORT" in answer.err) == (2, True)


def test_a_lost_data_key_is_one_line(cli: Command, platform: int, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("geheim")
    way = ("platform", "api", platform, "--adapter", "moodle", "--url", "https://lms.example.nl")
    cli.done(*way, "--token-file", tmp_path / "token")
    (tmp_path / "r.csv").write_text("lms_user_id\n5\n")
    cli.env["THEMASCAN_DATA_KEYS"] = Fernet.generate_key().decode()
    [fault] = cli.refused("roster", "import", "--platform", platform, tmp_path / "r.csv")
    assert "put the earlier key back in THEMASCAN_DATA_KEYS" in fault


@pytest.mark.parametrize(
    "words", [("nothing",), ("cycle", "status"), ("cycle", "status", "one"), ("platform", "add")]
)
def test_wrong_use_ends_with_2(cli: Command, words: tuple[str, ...]) -> None:
    assert cli(*words).code == 2


@pytest.mark.parametrize("group", ["", "cycle", "theme", "platform", "roster", "offer"])
def test_every_group_explains_itself(bare: Command, group: str) -> None:
    answer = bare.done(*group.split(), "--help")
    assert "Usage: themascan" in answer.out


def test_the_module_is_the_command(bare: Command) -> None:
    made = _process(bare, "-m", "lti_tool", "key", "new")
    assert (made.returncode, len(made.stdout.split())) == (0, 1)


def test_a_reader_that_leaves_is_no_fault(cli: Command, organisation: int) -> None:
    for number in range(3):
        cli.done(
            "platform", "add", "--organisation", organisation, *registration(client_id=str(number))
        )
    script = (
        "import os, sys; read, write = os.pipe(); os.close(read); os.dup2(write, 1);"
        " sys.argv[1:] = ['platform', 'list']; from lti_tool.cli import main; main()"
    )
    assert _process(cli, "-c", script).stderr == ""


def _process(command: Command, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **command.env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
