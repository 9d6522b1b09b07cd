"""What the doctor says about an LMS: one line for each thing that is not well."""

from __future__ import annotations

import pytest

from adapters.fakes.moodle import Weather
from tests.cli.clinic import Clinic
from tests.cli.desk import Command, Database
from tests.cli.quarter import Quarter

KEY_SETS: dict[str, tuple[int, object]] = {
    "gone": (404, {}),
    "no keys": (200, {"keys": []}),
    "another page": (200, ["welcome"]),
    "broken": (500, {}),
}


@pytest.mark.parametrize(("status", "document"), KEY_SETS.values(), ids=KEY_SETS)
def test_no_key_set_where_it_should_be(clinic: Clinic, status: int, document: object) -> None:
    clinic.lms.clear()
    clinic.serve("/token", 400, {})
    clinic.serve("/jwks", status, document)
    [fault] = clinic.wrong()
    assert fault.startswith(f"platform {clinic.platform}: keys at {clinic.lms.url_for('/jwks')}")
    assert ": no key set is served there" in fault


@pytest.mark.parametrize(("status", "says"), [(404, "nothing is served"), (500, "it answers 500")])
def test_no_tokens_where_they_should_be(clinic: Clinic, status: int, says: str) -> None:
    clinic.lms.clear()
    clinic.serve("/jwks", 200, {"keys": [{"kid": "1"}]})
    clinic.serve("/token", status, {})
    [fault] = clinic.wrong()
    assert f"platform {clinic.platform}: tokens at" in fault
    assert says in fault


def test_an_lms_that_is_away(clinic: Clinic) -> None:
    clinic.lms.stop()
    faults = clinic.wrong()
    assert [fault.split()[2] for fault in faults] == ["keys", "tokens"]
    assert all("does not answer" in fault for fault in faults)


def test_a_private_address_that_nobody_allowed(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_ALLOW_PRIVATE_HOSTS"] = ""
    faults = clinic.wrong()
    assert len(faults) == 3
    assert all("add it to THEMASCAN_ALLOW_PRIVATE_HOSTS" in fault for fault in faults)


def test_no_api(clinic: Clinic, database: Database) -> None:
    database.rows("UPDATE platform SET api_adapter = ''")
    [fault] = clinic.wrong()
    assert fault.endswith(f"use `themascan platform api {clinic.platform}`")


def test_a_wrong_token(clinic: Clinic) -> None:
    clinic.reach(token="another")
    [fault] = clinic.wrong()
    assert f"Moodle at {clinic.moodle.url}: " in fault
    assert "token" in fault


@pytest.mark.parametrize("kind", ["500", "503", "maintenance", "login", "off"])
def test_a_moodle_that_does_not_work(clinic: Clinic, kind: str) -> None:
    clinic.moodle.weather = Weather(kind, retry_after="9" if kind == "503" else None)
    [fault] = clinic.wrong()
    assert fault.startswith(f"platform {clinic.platform}: ")


def test_a_function_that_the_service_lacks(clinic: Clinic) -> None:
    clinic.moodle.site.lacking.add("enrol_manual_enrol_users")
    [fault] = clinic.wrong()
    assert fault.endswith("add enrol_manual_enrol_users to the service")


def test_it_looks_at_the_courses_of_planned_cycles(
    cli: Command, organisation: int, clinic: Clinic
) -> None:
    quarter = Quarter(cli, organisation, opened=False)
    clinic.moodle.add_course("11", "TEAMS-VINDEN", "Vinden")
    cli.done("offer", "link", "--cycle", quarter.cycle, "tm-ml-vinden", "idnumber:TEAMS-VINDEN")
    assert "tm-ml-vinden of cycle 1 leads to course idnumber:TEAMS-VINDEN" in str(clinic.good())
    clinic.moodle.site.courses["11"]["visible"] = 0
    [fault] = clinic.wrong()
    assert fault.endswith("is hidden: make it visible in the LMS")
    clinic.moodle.site.courses["11"]["visible"] = 1
    clinic.moodle.site.no_manual.add("11")
    [fault] = clinic.wrong()
    assert "manual enrolment is missing" in fault
    del clinic.moodle.site.courses["11"]
    [fault] = clinic.wrong()
    assert "idnumber:TEAMS-VINDEN" in fault
