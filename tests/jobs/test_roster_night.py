"""The night brings rosters up to date, before a scan may open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from jobs.schedule import SCHEDULE
from tests.hall import Hall
from tests.jobs.conftest import Office
from tests.services.roster_lms import Lists, lists_of


@pytest.fixture
def lists(app: Flask, hall: Hall) -> Iterator[Lists]:
    with lists_of(app, hall) as made:
        yield made


def roster_lines(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("roster of platform")]


def test_a_night_says_what_it_changed_and_is_silent_otherwise(lists: Lists, office: Office) -> None:
    assert roster_lines(office.run()) == []
    lists.settle("nrps")
    lists.enrol("sub-1")
    said = [f"roster of platform {lists.platform} from nrps: 1 new, 0 changed, 0 left"]
    assert roster_lines(office.run()) == said
    assert roster_lines(office.run()) == []


def test_a_night_that_changes_nothing_for_a_reason_says_so(lists: Lists, office: Office) -> None:
    lists.settle("nrps")
    said = [f"roster of platform {lists.platform} from nrps: it lists nobody"]
    assert roster_lines(office.run()) == said


def test_the_roster_comes_before_a_scan_opens() -> None:
    names = [job.name for job in SCHEDULE]
    assert names.index("sync_roster") < names.index("advance")
