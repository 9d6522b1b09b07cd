"""Who the rows of a roster are: looked up in a Moodle on a real socket."""

from __future__ import annotations

import pytest

from adapters.fakes.moodle import FakeMoodle, Weather
from tests.cli.desk import Command, Database, RosterDesk

IDS = "SELECT lms_user_id FROM person ORDER BY id"
GROUPS = "SELECT lms_user_id, function_group FROM person ORDER BY lms_user_id"
LOOK_UP = "core_user_get_users_by_field"


@pytest.fixture
def people(moodle: FakeMoodle) -> FakeMoodle:
    """Three accounts; the third has no function group in its profile."""
    moodle.add_user("5", "anna", "anna@stad.example", "P5", "Anna", "Beleid")
    moodle.add_user("6", "bo", "bo@stad.example", "P6", "Bo", "balie-kcc")
    moodle.add_user("7", "cor", "Cor@Stad.example", "P7", "Cor")
    return moodle


KEYS = {
    "lms_user_id": ("5", "6"),
    "idnumber": ("P5", "P6"),
    "username": ("ANNA", "bo"),
    "email": ("Anna@stad.example", "bo@stad.example"),
}


@pytest.mark.parametrize(("key", "values"), KEYS.items())
def test_each_key_leads_to_an_account(
    roster: RosterDesk, people: FakeMoodle, database: Database, key: str, values: tuple[str, str]
) -> None:
    roster.load("\n".join([f"{key};team", *(f"{value};A" for value in values)]))
    assert [row["lms_user_id"] for row in database.rows(IDS)] == ["5", "6"]
    assert people.calls.count((LOOK_UP, 0)) <= 2
    assert people.writing_calls == []


def test_an_address_is_found_as_it_is_spelt(
    roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    roster.load("email\nCor@Stad.example\n")
    assert database.rows(IDS) == [{"lms_user_id": "7"}]


def test_a_row_is_known_by_the_first_key_that_it_fills_in(
    roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    roster.load("email,idnumber,lms_user_id\nx@stad.example,P6,\nx@stad.example,,5\n")
    assert [row["lms_user_id"] for row in database.rows(IDS)] == ["6", "5"]


def test_misses_are_named_and_nothing_is_written(
    roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    faults = roster.refused("idnumber,username,team\nP5,,A\nP8,,A\n,dirk,A\n")
    assert faults == [
        "3: the LMS knows nobody with idnumber P8: correct or remove",
        "4: the LMS knows nobody with username dirk: correct or remove",
    ]
    assert database.rows(IDS) == []
    assert database.rows("SELECT * FROM team") == []


def test_a_number_of_two_accounts_is_nobody(roster: RosterDesk, people: FakeMoodle) -> None:
    people.add_user("8", idnumber="P5")
    assert "knows nobody with idnumber P5" in roster.refused("idnumber\nP5\n")[0]


def test_two_rows_of_one_account_are_refused(roster: RosterDesk, people: FakeMoodle) -> None:
    faults = roster.refused("idnumber,username\nP5,\n,anna\n")
    assert faults == ["3: the same person as on line 2: keep one"]


@pytest.mark.parametrize("kind", ["500", "503", "login", "maintenance", "off"])
def test_an_lms_that_cannot_be_asked_is_one_line(
    roster: RosterDesk, people: FakeMoodle, database: Database, kind: str
) -> None:
    people.weather = Weather(kind, retry_after="60" if kind == "503" else None)
    [fault] = roster.refused("idnumber\nP5\n")
    assert fault.startswith("the LMS: ")
    assert database.rows(IDS) == []


def test_look_ups_go_in_batches(roster: RosterDesk, moodle: FakeMoodle) -> None:
    numbers = [f"P{number}" for number in range(1, 1001)]
    for number in numbers:
        moodle.add_user(number[1:], idnumber=number)
    moodle.calls.clear()
    roster.load("\n".join(["idnumber", *numbers]))
    assert len(moodle.calls) == 3


def test_the_profile_says_who_does_what(
    roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    people.add_user("8", idnumber="P8", function_field=" balie en  KLANTCONTACT (kcc)")
    people.add_user("9", idnumber="P9", function_field="Toezichthouder")
    answer = roster.load("idnumber\nP5\nP6\nP7\nP8\nP9\n")
    assert [row["function_group"] for row in database.rows(GROUPS)] == [
        *("beleid", "balie-kcc", None, "balie-kcc", None)
    ]
    assert answer.out.splitlines()[:2] == [
        "people without a function group, who choose one at the scan: 2",
        "people whose function group in the LMS is not known here: 1 (Toezichthouder)",
    ]


def test_the_profile_is_asked_for_people_known_by_id(
    roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    roster.load("lms_user_id\n5\n7\n9\n")
    assert [row["function_group"] for row in database.rows(GROUPS)] == ["beleid", None, None]


@pytest.mark.parametrize("key", ["lms_user_id", "idnumber"])
def test_a_file_with_groups_is_believed_before_the_profile(
    roster: RosterDesk, people: FakeMoodle, database: Database, key: str
) -> None:
    values = KEYS[key]
    roster.load(f"{key},function_group\n{values[0]},sociaal-domein\n{values[1]},\n")
    assert [row["function_group"] for row in database.rows(GROUPS)] == ["sociaal-domein", None]


def test_what_hr_said_is_kept_whatever_the_profile_says(
    roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    roster.load("idnumber,function_group\nP5,buitendienst\nP6,buitendienst\nP7,\n")
    people.site.users["7"]["customfields"] = people.site.users["5"]["customfields"]
    roster.load("idnumber\nP5\nP6\nP7\n")
    groups = [row["function_group"] for row in database.rows(GROUPS)]
    assert groups == ["buitendienst", "buitendienst", "beleid"]


def test_what_the_profile_said_follows_the_profile(
    roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    roster.load("idnumber\nP5\nP6\n")
    people.site.users["5"]["customfields"][0]["value"] = "Buitendienst"
    people.site.users["6"]["customfields"][0]["value"] = "Iets nieuws"
    roster.load("idnumber\nP5\nP6\n")
    assert [row["function_group"] for row in database.rows(GROUPS)] == ["buitendienst", "balie-kcc"]
    roster.load("idnumber,function_group\nP5,sociaal-domein\nP6,\n")
    groups = [row["function_group"] for row in database.rows(GROUPS)]
    assert groups == ["sociaal-domein", "balie-kcc"], "an empty cell leaves what the LMS filled in"


def test_another_profile_field_can_be_named(
    cli: Command, roster: RosterDesk, people: FakeMoodle, database: Database
) -> None:
    people.site.users["5"]["customfields"][0]["shortname"] = "rol"
    way = ("--adapter", "moodle", "--url", people.url, "--option", "function_field=rol")
    token = roster.file.parent / "token"
    cli.done("platform", "api", roster.platform, *way, "--token-file", token)
    roster.load("idnumber\nP5\nP6\n")
    assert [row["function_group"] for row in database.rows(GROUPS)] == ["beleid", None]
