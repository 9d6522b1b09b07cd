"""`roster source` and `roster sync`, beside a Moodle on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.fakes.moodle_cohorts import CohortMoodle
from tests.cli.desk import Command, Database

ON = "SELECT count(*) AS people FROM person WHERE on_roster"


@pytest.fixture
def cohort(cli: Command, platform: int, tmp_path: Path) -> Iterator[CohortMoodle]:
    with CohortMoodle() as site:
        token = tmp_path / "token"
        token.write_text(site.token)
        way = ("--adapter", "moodle", "--url", site.url, "--token-file", token)
        cli.done("platform", "api", platform, *way, "--option", "team_field=afdeling2")
        keys = [str(number) for number in range(101, 113)]
        for key in keys:
            site.add_user(key)
        site.cohorts["ALLEN"] = keys
        yield site


def source(platform: int, *words: str) -> tuple[object, ...]:
    return "roster", "source", "--platform", platform, *words


def test_a_cohort_becomes_the_roster(
    cli: Command, platform: int, cohort: CohortMoodle, database: Database
) -> None:
    assert cli.done(*source(platform, "moodle", "--cohorts", "ALLEN")).made == str(platform)
    sync = ("roster", "sync", "--platform", platform)
    tried = cli.done(*sync, "--dry-run")
    assert "12 new, 0 changed, 0 gone" in tried.out
    assert database.one(ON) == {"people": 0}
    assert cli.done(*sync).made == str(platform)
    assert database.one(ON) == {"people": 12}
    del cohort.cohorts["ALLEN"][1:]
    assert "11 of 12 people would leave" in cli.done(*sync, "--dry-run").out
    assert "11 of 12 people would leave" in cli.refused(*sync)[0]
    assert database.one(ON) == {"people": 12}
    cli.done(*sync, "--anyway")
    assert database.one(ON) == {"people": 1}


def test_without_another_source_there_is_nothing_to_bring_up_to_date(
    cli: Command, platform: int
) -> None:
    assert "no source beside" in cli.refused("roster", "sync", "--platform", platform)[0]


WRONG = {
    "no cohort": (("moodle",), "name the numbers of the cohorts"),
    "no Moodle": (("moodle", "--cohorts", "A"), "not reached through Moodle"),
    "no course": (("nrps",), "none yet: open the tool from the course once"),
    "another course": (("csv", "--course", "9"), "choose one that offers"),
}


@pytest.mark.parametrize(("words", "says"), WRONG.values(), ids=WRONG)
def test_a_source_that_cannot_work_is_refused(
    cli: Command, platform: int, words: tuple[str, ...], says: str
) -> None:
    assert says in cli.refused(*source(platform, *words))[0]
