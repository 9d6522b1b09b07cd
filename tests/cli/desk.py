"""The command as somebody types it, and the file that it leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from lti_tool.cli.root import root
from tests.databases import SQLITE, dump, on_postgresql, rows


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


class Database:
    """The installation's database, looked at from outside; gaps in a query are ``?``."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    @property
    def url(self) -> str:
        """Its address."""
        return self._environment["THEMASCAN_DATABASE_URL"]

    @property
    def path(self) -> Path:
        """SQLite's file."""
        return Path(self.url.removeprefix(SQLITE))

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What a query finds; a change is committed."""
        return rows(self.url, query, *values)

    def one(self, query: str, *values: object) -> dict[str, Any]:
        """The only row."""
        [row] = self.rows(query, *values)
        return row

    def contains(self, text: str) -> bool:
        """Whether a text stands anywhere in the files, readable for anybody."""
        if on_postgresql():
            return text in dump(self.url)
        files = self.path.parent.glob(self.path.name + "*")
        return any(text.encode() in file.read_bytes() for file in files)


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
