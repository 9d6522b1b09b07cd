"""The night brings rosters up to date, before a scan may open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from jobs.schedule import SCHEDULE
from lti_tool.models import Platform
from lti_tool.services.roster.runs import setting_of
from tests.hall import Hall
from tests.jobs.conftest import Office
from tests.services.roster_lms import Lists, add, lists_of


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


def test_an_lms_whose_token_does_not_open_keeps_no_other_roster_back(
    lists: Lists, hall: Hall, office: Office
) -> None:
    lists.reach_moodle()
    lists.settle("moodle", "MEDEWERKERS")
    add(lists, "101")
    session = hall.session
    first = session.get_one(Platform, hall.platform_id)
    reached = {"api_url": first.api_url, "api_token_sealed": first.api_token_sealed}
    second = hall.second_platform(api_adapter="moodle", **reached)
    first.api_token_sealed = b"sealed with a key that is gone"
    other = setting_of(session, second.id)
    other.source, other.cohorts = "moodle", "MEDEWERKERS"
    session.commit()
    broken, fine = sorted(roster_lines(office.run()))
    assert broken.startswith(f"roster of platform {first.id} from moodle: a key")
    assert fine == f"roster of platform {second.id} from moodle: 1 new, 0 changed, 0 left"
    assert lists.setting().last_result == "refused"


def test_the_roster_comes_before_a_scan_opens() -> None:
    names = [job.name for job in SCHEDULE]
    assert names.index("sync_roster") < names.index("advance")
