"""`themascan report`: what was published, and a plain no before that."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from lti_tool.cli.frame import bench
from lti_tool.services.cycles import close_cycle, publish_cycle
from tests.cli.desk import Command
from tests.cli.quarter import Quarter

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
WHEN = "its figures are published on the first working day after it closes"


@pytest.fixture
def quarter(cli: Command, organisation: int, monkeypatch: pytest.MonkeyPatch) -> Quarter:
    """An open cycle in the installation of this environment."""
    made = Quarter(cli, organisation)
    for name, value in cli.env.items():
        monkeypatch.setenv(name, value)
    return made


def test_before_publishing_one_line_says_when(cli: Command, quarter: Quarter) -> None:
    cycle = int(quarter.cycle)
    words = ("report", "--cycle", cycle, "--json")
    assert cli.refused(*words) == [f"cycle {cycle} is open: {WHEN}"]
    with bench() as at:
        assert close_cycle(at.session, at.tools.vault, cycle, NOW)
    # The candidate stands in the database now, and is for nobody.
    assert cli.refused(*words) == [f"cycle {cycle} is closed: {WHEN}"]
    assert cli.refused("report", "--cycle", 99) == [
        "there is no cycle 99: see `themascan cycle list`"
    ]


def test_what_was_published_is_printed_with_its_certificate(cli: Command, quarter: Quarter) -> None:
    cycle = int(quarter.cycle)
    with bench() as at:
        close_cycle(at.session, at.tools.vault, cycle, NOW)
        publish_cycle(at.session, at.tools.vault, cycle, NOW)
    found = json.loads(cli.done("report", "--cycle", cycle, "--json").out)
    assert (found["cycle"], found["quarter"], found["level"]) == (cycle, "2026-Q4", "full")
    assert found["published_at"] == NOW.isoformat()
    assert found["participation"][0]["path"] == []
    assert found["certificate"]["verdict"] == "passed"
    told = cli.done("report", "--cycle", cycle).out
    assert "invited 0 = completed 0 + open 0 + excused 0" in told
    assert "audit passed, level full" in told
