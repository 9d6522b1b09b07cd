"""What the doctor says about the REST API of an LMS and its courses: one line for a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.fakes.moodle import Weather
from adapters.moodle_advice import FUNCTIONS, RIGHTS, SITE_INFO
from tests.cli.clinic import COURSE, IDNUMBER, OFFER, Clinic
from tests.cli.desk import Command, Database

CAPTURES = Path(__file__).parent.parent / "adapters" / "moodle_captures"
RECORDED = {
    right
    for name in ("ws-capability-matrix", "ws-missing-capability-effects")
    for right in json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))
    if right != "baseline"
}


@pytest.fixture
def linked(clinic: Clinic, organisation: int) -> Clinic:
    """A clinic with a planned cycle, whose offer leads to a course with separate groups."""
    clinic.link_course(organisation)
    clinic.moodle.site.courses[COURSE]["groupmode"] = 1
    return clinic


def test_no_api(clinic: Clinic, database: Database) -> None:
    database.rows("UPDATE platform SET api_adapter = ''")
    assert clinic.fault().endswith(f"use `themascan platform api {clinic.platform}`")


def test_a_wrong_token(linked: Clinic) -> None:
    linked.reach(token="another")
    fault = linked.fault()
    assert fault.startswith(f"Moodle at {linked.moodle.url}: Moodle does not know the token: ")
    assert fault.endswith("make a new one and give it with `themascan platform api`")


@pytest.mark.parametrize("kind", ["500", "503", "maintenance", "login", "off"])
def test_a_moodle_that_does_not_work(linked: Clinic, kind: str) -> None:
    linked.moodle.weather = Weather(kind, retry_after="9" if kind == "503" else None)
    assert linked.fault()


def test_a_moodle_whose_address_is_wrong(linked: Clinic) -> None:
    linked.reach(url=linked.lms.url_for("/moodle"))
    linked.lms.expect_request("/moodle/webservice/rest/server.php").respond_with_data("", 404)
    assert "check the address of the API" in linked.fault()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_the_service_lacks(linked: Clinic, function: str) -> None:
    linked.moodle.site.lacking.add(function)
    # Without the first one Moodle says nothing but no.
    says = "add the function to the service" if function == SITE_INFO else function
    assert says in linked.fault()


@pytest.mark.parametrize("right", sorted(RIGHTS))
def test_a_right_that_is_missing(linked: Clinic, right: str) -> None:
    linked.moodle.site.without.add(right)
    fault = linked.fault()
    assert right in fault
    assert "give" in fault


@pytest.mark.parametrize("right", sorted(RECORDED - set(RIGHTS)))
def test_a_right_that_the_tool_does_without(linked: Clinic, right: str) -> None:
    linked.moodle.site.without.add(right)
    linked.good()


def test_every_recorded_right_that_the_tool_needs_is_tried() -> None:
    assert set(RIGHTS) - RECORDED == {"moodle/course:viewparticipants"}


def test_a_right_is_missed_once_however_many_courses_there_are(
    linked: Clinic, organisation: int
) -> None:
    linked.moodle.add_course("12", "TEAMS-OVERLEG", "Overleg")
    linked.cli.done("offer", "link", "--cycle", 1, "tm-ml-overleg", "12")
    both = f"people can be enrolled in course idnumber:{IDNUMBER}, 12"
    assert f"platform {linked.platform}: {both}" in linked.good()
    linked.moodle.site.without.add("enrol/manual:enrol")
    fault = linked.fault()
    assert fault.startswith(f"{OFFER} of cycle 1, tm-ml-overleg of cycle 1 (course idnumber:")
    assert "give its role enrol/manual:enrol" in fault


def test_a_hidden_course(linked: Clinic) -> None:
    linked.moodle.site.courses[COURSE]["visible"] = 0
    fault = linked.fault()
    assert fault.startswith(f"{OFFER} of cycle 1 (course idnumber:{IDNUMBER}): ")
    assert fault.endswith("the course is hidden: make it visible in the LMS")


def test_a_hidden_course_that_is_not_even_shown(linked: Clinic) -> None:
    linked.moodle.site.courses[COURSE]["visible"] = 0
    linked.moodle.site.without.add("moodle/course:viewhiddencourses")
    assert "whether it is hidden" in linked.fault()


def test_a_course_without_manual_enrolment(linked: Clinic) -> None:
    linked.moodle.site.no_manual.add(COURSE)
    fault = linked.fault()
    assert f"(course idnumber:{IDNUMBER}): manual enrolment is missing or switched off" in fault
    assert fault.endswith("add it there")


def test_a_course_that_is_gone(linked: Clinic) -> None:
    del linked.moodle.site.courses[COURSE]
    assert f"idnumber:{IDNUMBER}" in linked.fault()


def test_courses_are_looked_at_and_nobody_is_enrolled(linked: Clinic) -> None:
    well = f"people can be enrolled in course idnumber:{IDNUMBER}"
    assert f"platform {linked.platform}: {well}" in linked.good()
    assert linked.moodle.enrolled(COURSE) == set()


def test_it_says_that_rights_in_courses_are_not_looked_at_yet(clinic: Clinic) -> None:
    assert any("no offer leads to a course yet" in line for line in clinic.good())


def test_the_command_has_no_options(cli: Command) -> None:
    assert cli("doctor", "--quick").code == 2
