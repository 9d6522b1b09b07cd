"""The command as somebody types it, against a database of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from adapters.fakes.moodle import FakeMoodle
from config.logs import configure_logs
from config.settings import Settings
from lti_tool.cli.root import root


@dataclass(frozen=True)
class Answer:
    """What the command left behind."""

    code: int
    out: str
    err: str

    @property
    def made(self) -> str:
        """The id: the last word of the last line."""
        return self.out.split("\n")[-2].split()[-1]

    @property
    def faults(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


class Command:
    """`themascan`, with the settings of one installation in its environment."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    def __call__(self, *arguments: object) -> Answer:
        words = [str(argument) for argument in arguments]
        result = CliRunner(env=self.env).invoke(root, words, prog_name="themascan")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def done(self, *arguments: object) -> Answer:
        """Run a command that must succeed."""
        answer = self(*arguments)
        assert answer.code == 0, answer.err
        return answer

    def refused(self, *arguments: object) -> list[str]:
        """Run a command that must be refused; its faults."""
        answer = self(*arguments)
        assert answer.code == 1, (answer.out, answer.err)
        assert answer.faults
        return answer.faults


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "THEMASCAN_DATABASE_URL": f"sqlite:///{tmp_path / 'themascan.sqlite'}",
        "THEMASCAN_PUBLIC_URL": "https://scan.example.nl",
        "THEMASCAN_SECRET_KEY": "a secret for tests only",
        "THEMASCAN_DATA_KEYS": Fernet.generate_key().decode(),
        "THEMASCAN_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
    }


@pytest.fixture
def bare(environment: dict[str, str]) -> Iterator[Command]:
    """The command before `db upgrade`."""
    yield Command(environment)
    # The log went to the command's own streams, which are closed now.
    configure_logs()


@pytest.fixture
def cli(bare: Command) -> Command:
    """The command on an upgraded, empty database."""
    bare.done("db", "upgrade")
    return bare


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


class Database:
    """The installation's SQLite file, looked at from outside."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.path = Path(environment["THEMASCAN_DATABASE_URL"].removeprefix("sqlite:///"))

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What a query finds; a change is committed."""
        connection = sqlite3.connect(self.path)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                return [dict(row) for row in connection.execute(query, values)]
        finally:
            connection.close()

    def one(self, query: str, *values: object) -> dict[str, Any]:
        """The only row."""
        [row] = self.rows(query, *values)
        return row

    def contains(self, text: str) -> bool:
        """Whether a text stands anywhere in the files, readable for anybody."""
        files = self.path.parent.glob(self.path.name + "*")
        return any(text.encode() in file.read_bytes() for file in files)


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


@dataclass(frozen=True)
class RosterDesk:
    """Somebody who imports rosters for a platform."""

    cli: Command
    platform: int
    file: Path

    def load(self, content: str | bytes) -> Answer:
        """Import a roster that must be taken."""
        return self.cli.done(*self._words(content))

    def refused(self, content: str | bytes) -> list[str]:
        """Import a roster that must be refused; the faults without the file's name."""
        faults = self.cli.refused(*self._words(content))
        return [fault.removeprefix(f"{self.file}:") for fault in faults]

    def _words(self, content: str | bytes) -> tuple[object, ...]:
        self.file.write_bytes(content.encode() if isinstance(content, str) else content)
        return "roster", "import", "--platform", self.platform, self.file


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
