"""The whole tool from outside: commands, HTTP and HTML only, an LMS on real sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from adapters.fakes.advantage import FakeAdvantage
from adapters.fakes.moodle import FakeMoodle
from questionnaires.packs import load_pack, shipped_packs
from tests.installation import Installation, Person
from tests.platform import TestPlatform

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("a_database")]
THEME = "teams-samenwerken"
OFFERS = [o.id for o in load_pack(shipped_packs()[THEME]).offers if o.kind == "microlearning"]
COURSES = [str(number) for number in range(11, 11 + len(OFFERS))]


@dataclass
class Outside:
    """An organisation that is set up by its administrator, and its LMS."""

    tool: Installation
    lms: TestPlatform
    moodle: FakeMoodle
    grades: FakeAdvantage
    folder: Path
    organisation: str = ""
    platform: str = ""
    cycle: str = ""

    def set_up(self, people: int) -> None:
        """From an empty database to an open cycle, by commands alone."""
        self.tool.run("db", "upgrade")
        self.organisation = self.tool.made("organisation", "add", "Gemeente Voorbeeld")
        self.platform = self.tool.made(*self.lms.add_arguments(self.organisation))
        self._connect_api()
        self.tool.run("theme", "import", "--organisation", self.organisation, THEME)
        self.tool.run("roster", "import", "--platform", self.platform, self._roster(people))
        self._plan()
        for offer, course in zip(OFFERS, COURSES, strict=True):
            self.moodle.add_course(course, f"ID-{course}", f"Cursus {course}")
            self.tool.run("offer", "link", "--cycle", self.cycle, offer, f"idnumber:ID-{course}")
        assert "opened" in self.tool.run("jobs", "--once")

    def _connect_api(self) -> None:
        token = self.folder / "token"
        token.write_text(self.moodle.token)
        way = ("--adapter", "moodle", "--url", self.moodle.url, "--token-file", token)
        self.tool.run("platform", "api", self.platform, *way, "--option", "role_id=5")

    def _roster(self, people: int) -> Path:
        file = self.folder / "roster.csv"
        rows = [f"{1000 + n},team {n % 40},afdeling {n % 6},beleid" for n in range(people)]
        file.write_text("\n".join(["lms_user_id,team,department,function_group", *rows]) + "\n")
        return file

    def _plan(self) -> None:
        today = datetime.now(UTC).date()
        dates = ("--opens", today - timedelta(days=1), "--closes", today + timedelta(days=21))
        url = ("--scan-url", "https://lms.example.nl/mod/lti/view.php?id=7")
        wish = ("--organisation", self.organisation, "--theme", THEME, "--quarter", "2026-Q4")
        self.cycle = self.tool.made("cycle", "plan", *wish, *dates, *url)

    def status(self) -> dict[str, Any]:
        """What `cycle status` says."""
        found: dict[str, Any] = json.loads(self.tool.run("cycle", "status", self.cycle, "--json"))
        return found

    def launch(self, sub: str) -> Person:
        """A person, from the LMS to the first page."""
        self.moodle.add_user(sub)
        self.grades.add_member(sub)
        person = Person(self.tool.url)
        reply = self.lms.launch(person.browser, self.tool.url, sub=sub, **self.grades.claims())
        assert reply.status == 200, reply.text[:2000]
        person.see(reply.text, reply.url)
        return person


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    tool = Installation.make(tmp_path)

    def keys() -> Any:
        return requests.get(tool.url + "/lti/jwks.json", timeout=10).json()

    with (
        TestPlatform(tool_url=tool.url) as lms,
        FakeMoodle() as moodle,
        FakeAdvantage(keys) as grades,
    ):
        lms.token_url = grades.token_url
        yield Outside(tool, lms, moodle, grades, tmp_path)


def test_from_an_empty_database_to_enrolments_and_marks(outside: Outside) -> None:
    outside.set_up(people=50)
    tool, log = outside.tool, outside.folder / "serve.log"
    with tool.served(log):
        for number in range(6):
            person = outside.launch(str(1000 + number))
            assert person.page == "welcome"
            person.scan(option=number)
        lines = tool.run("jobs", "--once")
        assert "enrol: 18 delivered" in lines
        later = (datetime.now(UTC) + timedelta(days=8)).isoformat()
        assert "mark: 6 delivered" in tool.run("jobs", "--once", "--now", later)
    people = {str(1000 + number) for number in range(6)}
    assert all(outside.moodle.enrolled(course) == people for course in COURSES)
    assert {score["userId"] for score in outside.grades.scores} == people
    status = outside.status()
    assert (status["invited"], status["completed"], status["open"]) == (50, 6, 44)
    assert status["deliveries"] == {"waiting": 0, "delivered": 24, "uncertain": 0, "refused": 0}
    assert json.loads(tool.run("delivery", "list", "--json")) == []
    assert not [line for line in log.read_text().splitlines() if "1003" in line]


def test_a_killed_server_loses_no_answer(outside: Outside) -> None:
    outside.set_up(people=3)
    log = outside.folder / "serve.log"
    with outside.tool.served(log) as server:
        person = outside.launch("1000")
        person.send(go="next")
        first = set(person.choices(0))
        person.send(go="next", **person.choices(0))
        server.kill()
        server.wait(timeout=20)
    with outside.tool.served(log):
        person = outside.launch("1000")
        person.send(go="next")
        assert set(person.choices(0)).isdisjoint(first)
        person.scan(option=0)
    assert outside.status()["completed"] == 1


def test_a_killed_jobs_process_loses_no_delivery(outside: Outside) -> None:
    outside.set_up(people=3)
    with outside.tool.served(outside.folder / "serve.log"):
        for sub in ("1000", "1001", "1002"):
            outside.launch(sub).scan(option=0)
    jobs = outside.tool.start(outside.folder / "jobs.log", "jobs")
    written = len(outside.moodle.writing_calls)
    while len(outside.moodle.writing_calls) == written:
        assert jobs.poll() is None, (outside.folder / "jobs.log").read_text()
    jobs.kill()
    jobs.wait(timeout=20)
    assert outside.status()["deliveries"]["waiting"] > 0
    outside.tool.run("jobs", "--once")
    people = {"1000", "1001", "1002"}
    assert all(outside.moodle.enrolled(course) == people for course in COURSES)
    real = [size for size in outside.moodle.writing_calls[written:] if size == len(people)]
    assert len(real) == len(COURSES)
