"""The command as somebody types it, against a database of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_httpserver import HTTPServer

from adapters.fakes.moodle import FakeMoodle
from config.logs import configure_logs
from config.settings import Settings
from tests.cli.clinic import Clinic
from tests.cli.desk import Command, Database, RosterDesk
from tests.databases import copy_of, new_database, on_postgresql

DATABASE = "THEMASCAN_DATABASE_URL"


def environment_in(folder: Path) -> dict[str, str]:
    """Settings of an installation whose files stand in a folder; it has no database yet."""
    # Beside SQLite it has a place of its own accord.
    journal = {"THEMASCAN_ERASURE_JOURNAL": str(folder / "erasures")} if on_postgresql() else {}
    return {
        **journal,
        "THEMASCAN_PUBLIC_URL": "https://scan.example.nl",
        "THEMASCAN_SECRET_KEY": "a secret for tests only",
        "THEMASCAN_DATA_KEYS": Fernet.generate_key().decode(),
        "THEMASCAN_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
    }


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return environment_in(tmp_path)


@pytest.fixture
def without_database(environment: dict[str, str]) -> Iterator[Command]:
    """The command before it has a database."""
    yield Command(environment)
    # The log went to the command's own streams, which are closed now.
    configure_logs()


@pytest.fixture
def bare(without_database: Command, tmp_path: Path) -> Command:
    """The command before `db upgrade`."""
    without_database.env[DATABASE] = new_database(tmp_path)
    return without_database


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An upgraded, empty database to copy; making one takes a good part of a second."""
    folder = tmp_path_factory.mktemp("upgraded")
    env = environment_in(folder) | {DATABASE: new_database(folder)}
    Command(env).done("db", "upgrade")
    configure_logs()
    return env[DATABASE]


@pytest.fixture
def cli(without_database: Command, upgraded: str, tmp_path: Path) -> Command:
    """The command on an upgraded, empty database."""
    without_database.env[DATABASE] = copy_of(upgraded, tmp_path)
    return without_database


@pytest.fixture
def organisation(cli: Command) -> int:
    return int(cli.done("organisation", "add", "Voorbeeldstad").made)


REGISTRATION = {
    "--issuer": "https://lms.example.nl",
    "--client-id": "client-1",
    "--deployment-id": "1",
    "--auth-login-url": "https://lms.example.nl/auth",
    "--token-url": "https://lms.example.nl/token",
    "--jwks-url": "https://lms.example.nl/jwks",
}


def registration(**changes: str) -> list[str]:
    """The options of `platform add`, with changes such as `client_id="x"`."""
    options = REGISTRATION | {f"--{key.replace('_', '-')}": value for key, value in changes.items()}
    return [word for pair in options.items() for word in pair]


@pytest.fixture
def platform(cli: Command, organisation: int) -> int:
    added = cli.done("platform", "add", "--organisation", organisation, *registration())
    return int(added.made)


@pytest.fixture
def database(environment: dict[str, str]) -> Database:
    return Database(environment)


@pytest.fixture
def moodle(cli: Command, platform: int, tmp_path: Path) -> Iterator[FakeMoodle]:
    """A Moodle on a real socket, as the REST API of the platform."""
    with FakeMoodle() as site:
        token = tmp_path / "token"
        token.write_text(site.token + "\n")
        way = ("--adapter", "moodle", "--url", site.url, "--token-file", token)
        cli.done("platform", "api", platform, *way)
        yield site


@pytest.fixture
def lms(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """The LTI side of the LMS; a server of its own, since a test stops it."""
    # It would log into the command's own output.
    monkeypatch.setattr(logging.getLogger("werkzeug"), "disabled", True)
    with HTTPServer(host="127.0.0.1", port=0) as server:
        yield server


@pytest.fixture
def clinic(
    cli: Command, organisation: int, lms: HTTPServer, moodle: FakeMoodle, tmp_path: Path
) -> Iterator[Clinic]:
    """Everything is well, on real sockets."""
    with HTTPServer(host="localhost", port=0) as front:
        opened = Clinic(cli, front, lms, moodle, tmp_path)
        with opened.advantage:
            opened.open(organisation)
            yield opened


@pytest.fixture
def roster(cli: Command, platform: int, tmp_path: Path) -> RosterDesk:
    return RosterDesk(cli, platform, tmp_path / "medewerkers.csv")


def settings_of(environment: dict[str, str]) -> Settings:
    """The same installation's settings, to look into what the command left."""
    return Settings(
        database_url=environment["THEMASCAN_DATABASE_URL"],
        public_url=environment["THEMASCAN_PUBLIC_URL"],
        secret_key=environment["THEMASCAN_SECRET_KEY"],
        data_keys=(environment["THEMASCAN_DATA_KEYS"],),
        allow_private_hosts=("127.0.0.0/8",),
    )
