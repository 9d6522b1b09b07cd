"""A theme that comes back, and an audit that does not pass."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Organisation, Snapshot
from lti_tool.services.cycles import archive_cycle, close_cycle, publish_cycle
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.frozen import setting_of
from lti_tool.services.reports import Published, published, published_of
from questionnaires.calendar import AMSTERDAM
from tests.hall import Hall, vault
from tests.services.ballot import CLOSING, Ballot

JANUARY = datetime(2027, 1, 11, tzinfo=AMSTERDAM)
FEBRUARY = datetime(2027, 2, 8, tzinfo=AMSTERDAM)
FIVES = {"scale": "fives", "step": 0}


@pytest.fixture
def ballot(hall: Hall) -> Ballot:
    return Ballot(hall)


def finish(session: Session, cycle: int, now: datetime) -> Published:
    assert close_cycle(session, vault(), cycle, now)
    assert publish_cycle(session, vault(), cycle, now)
    found = published(session, cycle)
    assert found is not None
    session.rollback()
    return found


def test_a_theme_that_comes_back_is_audited_beside_its_first_time(
    ballot: Ballot, tmp_path: Path
) -> None:
    session, people = ballot.session, ballot.people(31)
    first = ballot.opened()
    ballot.take(people, best=False)
    finish(session, first, CLOSING)
    assert archive_cycle(session, vault(), first, JANUARY)
    second = ballot.opened("2027-Q1", JANUARY)
    ballot.take(people, best=True)
    # Gone from everything but the first quarter's figures, which must still add up.
    journal = ErasureJournal(tmp_path / "erasures", vault())
    for person in people[:9]:
        erase(Eraser(session, vault(), journal, JANUARY), person)
    found = finish(session, second, FEBRUARY)
    assert found.certificate["earlier"] == ["2026-Q4"]
    assert found.certificate["verdict"] == "passed"
    assert [one.quarter for one in published_of(session, ballot.hall.organisation_id)] == [
        "2027-Q1",
        "2026-Q4",
    ]
    assert published_of(session, ballot.hall.organisation_id + 1) == []


def test_beside_nearly_the_same_people_there_is_a_trend_or_no_figure_at_all(
    ballot: Ballot,
) -> None:
    session, people = ballot.session, ballot.people(31)
    first = ballot.opened()
    ballot.take(people, best=False)
    finish(session, first, CLOSING)
    assert archive_cycle(session, vault(), first, JANUARY)
    second = ballot.opened("2027-Q1", JANUARY)
    ballot.take(people, best=True)
    document = finish(session, second, FEBRUARY).document
    assert {trend["quarter"] for trend in document["trends"]} == {"2026-Q4"}
    assert {trend["then"]["step"] for trend in document["trends"]} != {0}


def test_one_who_left_hides_what_would_be_a_figure_of_that_one(ballot: Ballot) -> None:
    session, people = ballot.session, ballot.people(31)
    first = ballot.opened()
    ballot.take(people, best=False)
    finish(session, first, CLOSING)
    assert archive_cycle(session, vault(), first, JANUARY)
    second = ballot.opened("2027-Q1", JANUARY)
    ballot.take(people[1:], best=True)
    document = finish(session, second, FEBRUARY).document
    assert all(not skill["places"] for skill in document["skills"].values())
    assert document["participation"][0]["completed"] == 30


def tampered(ballot: Ballot, change: Any) -> Published:
    """Publish a candidate that was changed for the worse after closing."""
    session = ballot.session
    teams = [ballot.team(name) for name in ("Een", "Twee")]
    people = [one for team in teams for one in ballot.people(9, team)]
    cycle = ballot.opened()
    ballot.take(people, best=True)
    assert close_cycle(session, vault(), cycle, CLOSING)
    snapshot = session.scalars(select(Snapshot)).one()
    document = deepcopy(snapshot.document)
    change(document)
    session.execute(update(Snapshot).values(document=document))
    session.commit()
    session.expire_all()
    assert publish_cycle(session, vault(), cycle, CLOSING)
    assert session.get_one(Cycle, cycle, populate_existing=True).state == "published"
    found = published(session, cycle)
    assert found is not None
    return found


def finer_team(document: dict[str, Any]) -> None:
    for skill in document["skills"].values():
        skill["places"][1]["band"] = FIVES


def finer_town(document: dict[str, Any]) -> None:
    # Nobody of 9 is a share below 10 %, and of 18 at most one.
    for skill in document["skills"].values():
        for place in skill["places"]:
            place["band"] = FIVES


def other_people(document: dict[str, Any]) -> None:
    for skill in document["skills"].values():
        for place in skill["places"]:
            place["n"] += 1


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (finer_team, "organisation"),
        (finer_town, "participation"),
        (other_people, "participation"),
    ],
)
def test_what_does_not_pass_is_not_published_and_one_line_says_so(
    ballot: Ballot, change: Any, level: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = tampered(ballot, change)
    assert found.document["level"] == level
    assert found.certificate["verdict"] == "failed"
    assert found.document["participation"][0]["completed"] == 18
    places = [p["path"] for s in found.document["skills"].values() for p in s["places"]]
    assert all(path == [] for path in places)
    assert bool(places) is (level == "organisation")
    told = [line for line in capfd.readouterr().err.splitlines() if "audit_failed" in line]
    assert len(told) == 1
    assert not any(skill in told[0] for skill in found.document["skills"])


@pytest.mark.parametrize(
    ("policy", "shown"), [("everyone", True), ("self-service", True), ("targeted", False)]
)
def test_uptake_is_no_figure_under_targeted(ballot: Ballot, policy: str, shown: bool) -> None:
    session = ballot.session
    organisation = session.get_one(Organisation, ballot.hall.organisation_id)
    organisation.enrolment_policy = policy
    session.commit()
    cycle = session.get_one(Cycle, ballot.opened())
    assert setting_of(session, cycle, knows_uptake=True).shows_uptake is shown
    assert not setting_of(session, cycle, knows_uptake=False).shows_uptake
