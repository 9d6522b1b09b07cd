"""An installation for the doctor to look at."""

from __future__ import annotations

from pathlib import Path

from pytest_httpserver import HTTPServer

from adapters.fakes.moodle import FakeMoodle
from tests.cli.desk import Command


class Clinic:
    """An installation that is well, with its LMS on real sockets."""

    def __init__(
        self, cli: Command, lms: HTTPServer, moodle: FakeMoodle, platform: int, token: Path
    ) -> None:
        self.cli, self.lms, self.moodle, self.token = cli, lms, moodle, token
        self.platform = platform

    def serve(self, path: str, status: int = 200, document: object = None) -> None:
        """What the LMS answers under a path from now on."""
        self.lms.expect_request(path).respond_with_json(document, status=status)

    def good(self) -> list[str]:
        """What is well, when everything must be."""
        answer = self.cli.done("doctor")
        assert answer.err == ""
        return answer.out.splitlines()

    def wrong(self) -> list[str]:
        """What is not well; the rest was looked at all the same."""
        faults = self.cli.refused("doctor")
        assert all(fault.startswith("wrong  ") for fault in faults), faults
        return [fault.removeprefix("wrong  ") for fault in faults]

    def reach(self, url: str = "", token: str = "") -> None:
        """Set how the REST API is reached."""
        self.token.write_text(token or self.moodle.token)
        way = ("--adapter", "moodle", "--url", url or self.moodle.url, "--token-file", self.token)
        self.cli.done("platform", "api", self.platform, *way)
