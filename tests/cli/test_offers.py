"""Tying offers to courses of a Moodle on a real socket."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.fakes.moodle import FakeMoodle, Weather
from tests.cli.desk import Command, Database
from tests.cli.quarter import Quarter

OFFER = "tm-ml-vinden"


@pytest.fixture
def quarter(cli: Command, organisation: int) -> Quarter:
    return Quarter(cli, organisation, opened=False)


@pytest.fixture
def courses(moodle: FakeMoodle) -> FakeMoodle:
    moodle.add_course("11", "TEAMS-VINDEN", "Vinden & zoeken in Teams")
    moodle.add_course("12", "TEAMS-OUD", "Teams van vorig jaar", visible=False)
    moodle.add_course("13", "TEAMS-DICHT", "Teams zonder inschrijving")
    moodle.site.no_manual.add("13")
    return moodle


def link(quarter: Quarter, course: str, offer: str = OFFER) -> tuple[object, ...]:
    return "offer", "link", "--cycle", quarter.cycle, offer, course


def listed(cli: Command, quarter: Quarter) -> dict[str, dict[str, Any]]:
    rows = json.loads(cli.done("offer", "list", "--cycle", quarter.cycle, "--json").out)
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("ref", ["11", "idnumber:TEAMS-VINDEN"])
def test_an_offer_leads_to_a_course(
    cli: Command, quarter: Quarter, courses: FakeMoodle, ref: str
) -> None:
    before = quarter.status()["gate"]
    answer = cli.done(*link(quarter, ref))
    assert answer.out == f"{OFFER} leads to Vinden & zoeken in Teams, course 11\n"
    assert answer.err == ""
    assert len(quarter.status()["gate"]) < len(before)
    assert listed(cli, quarter)[OFFER]["course"] == "11"
    assert courses.enrolled("11") == set()


NOT_YET = {
    "12": "is hidden: make it visible in the LMS",
    "idnumber:TEAMS-OUD": "is hidden: make it visible in the LMS",
    "13": "manual enrolment is missing or switched off in the course",
}


@pytest.mark.parametrize(("ref", "says"), NOT_YET.items())
def test_a_course_that_cannot_be_used_keeps_the_gate_shut(
    cli: Command, quarter: Quarter, courses: FakeMoodle, ref: str, says: str
) -> None:
    before = quarter.status()["gate"]
    answer = cli.done(*link(quarter, ref))
    assert "not usable yet: " in answer.err
    assert says in answer.err
    gate = quarter.status()["gate"]
    assert len(gate) == len(before)
    assert any(says in line for line in gate)
    assert says in cli.done("offer", "list", "--cycle", quarter.cycle).out


def test_linking_again_replaces(
    cli: Command, quarter: Quarter, courses: FakeMoodle, database: Database
) -> None:
    cli.done(*link(quarter, "12"))
    cli.done(*link(quarter, "11"))
    asked = "SELECT course_ref, course_id, healthy, fault FROM offer_link"
    assert tuple(database.one(asked).values()) == ("11", "11", 1, "")


@pytest.mark.parametrize("ref", ["99", "idnumber:NOPE", "teams"])
def test_a_course_that_is_not_there_is_refused(
    cli: Command, quarter: Quarter, courses: FakeMoodle, database: Database, ref: str
) -> None:
    [fault] = cli.refused(*link(quarter, ref))
    assert ref in fault
    assert database.rows("SELECT * FROM offer_link") == []


@pytest.mark.parametrize("offer", ["nope", "tm-tip-status", "tm-inloop"])
def test_an_offer_that_cannot_lead_to_a_course(
    cli: Command, quarter: Quarter, courses: FakeMoodle, offer: str
) -> None:
    [fault] = cli.refused(*link(quarter, "11", offer))
    assert fault.startswith(f"{offer} cannot lead to a course: choose from tm-ml-vinden, ")


def test_an_lms_that_is_away_is_one_line(
    cli: Command, quarter: Quarter, courses: FakeMoodle, database: Database
) -> None:
    courses.weather = Weather("500")
    [fault] = cli.refused(*link(quarter, "11"))
    assert fault.startswith("the LMS: ")
    assert database.rows("SELECT * FROM offer_link") == []


def test_without_an_api_it_says_what_to_do(cli: Command, quarter: Quarter, platform: int) -> None:
    [fault] = cli.refused(*link(quarter, "11"))
    assert "use `themascan platform api`" in fault


@pytest.mark.parametrize("words", [("link", "x", "11"), ("list",)])
def test_an_unknown_cycle_is_refused(cli: Command, words: tuple[str, ...]) -> None:
    [fault] = cli.refused("offer", *words, "--cycle", 9)
    assert fault == "there is no cycle 9: see `themascan cycle list`"


def test_every_offer_is_listed(cli: Command, quarter: Quarter, courses: FakeMoodle) -> None:
    cli.done(*link(quarter, "11"))
    lines = cli.done("offer", "list", "--cycle", quarter.cycle).out.splitlines()
    assert len(lines) == len(listed(cli, quarter)) == 7
    [linked] = [line for line in lines if not line.endswith(": -")]
    assert linked.startswith(f"{OFFER}  microlearning  ")
    assert linked.endswith(": course 11 (Vinden & zoeken in Teams)")


def test_an_offer_is_given_an_address_and_days(
    cli: Command, quarter: Quarter, courses: FakeMoodle
) -> None:
    cli.done(*link(quarter, "11"))
    days = ("--from", "2026-10-01", "--until", "2027-03-31", "--enrolments-end", "2026-12-31")
    page = ("--url", f"{courses.url}/mod/page/view.php?id=4")
    answer = cli.done("offer", "set", "--cycle", quarter.cycle, *days, *page, OFFER)
    assert answer.out == f"{OFFER}: set\n"
    row = listed(cli, quarter)[OFFER]
    assert (row["available_from"], row["available_until"]) == ("2026-10-01", "2027-03-31")
    assert (row["ends_on"], row["url"]) == ("2026-12-31", page[1])


def test_a_tip_leads_to_a_page(cli: Command, quarter: Quarter) -> None:
    page = "https://intranet.example/tip"
    cli.done("offer", "set", "--cycle", quarter.cycle, "--url", page, "tm-tip-status")
    assert listed(cli, quarter)["tm-tip-status"]["url"] == page


def test_an_end_without_a_course_is_refused(cli: Command, quarter: Quarter) -> None:
    end = ("--enrolments-end", "2026-12-31")
    [fault] = cli.refused("offer", "set", "--cycle", quarter.cycle, *end, "tm-tip-status")
    assert fault == "tm-tip-status leads to no course, so there are no enrolments to end"
