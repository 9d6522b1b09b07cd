"""Without a REST API, people of the roster are recognised when they launch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lti_tool.app import create_app
from lti_tool.models import db
from tests.browser import Reply
from tests.cli.conftest import settings_of
from tests.cli.desk import Command, Database, RosterDesk
from tests.cli.quarter import Quarter
from tests.platform import LTI, TestPlatform


class School:
    """An LMS without a REST API that the tool may use, from which people launch."""

    def __init__(self, cli: Command, lms: TestPlatform, roster: RosterDesk) -> None:
        self.lms, self.roster = lms, roster
        self.app = create_app(settings_of(cli.env))

    def launch(self, sub: str, **claims: object) -> Reply:
        return self.lms.launch(self.app.test_client(), sub=sub, **claims)


@pytest.fixture
def school(cli: Command, organisation: int, roster: RosterDesk) -> Iterator[School]:
    cli.env["THEMASCAN_PUBLIC_URL"] = "http://localhost"
    with TestPlatform(tool_url="http://localhost") as lms:
        platform = int(cli.done(*lms.add_arguments(str(organisation))).made)
        school = School(cli, lms, RosterDesk(cli, platform, roster.file))
        yield school
        with school.app.app_context():
            db.engine.dispose()


CLAIMS = {
    "idnumber": ("P5", {"lis": {"person_sourcedid": "P5"}}),
    "username": ("Anna", {LTI + "ext": {"user_username": "anna"}}),
    "email": ("Anna@Stad.example", {"email": "anna@stad.example"}),
}


@pytest.mark.parametrize(("key", "value", "claims"), [(k, *v) for k, v in CLAIMS.items()])
def test_without_an_api_the_first_launch_binds(
    school: School, database: Database, key: str, value: str, claims: dict[str, object]
) -> None:
    school.roster.load(f"{key},function_group\n{value},beleid\nother@stad.example,beleid\n")
    school.launch("sub-77", **claims)
    school.launch("sub-99", email="nobody@stad.example")
    bound = "SELECT lti_sub, on_roster, function_group FROM person ORDER BY id"
    assert [tuple(row.values()) for row in database.rows(bound)] == [
        ("sub-77", 1, "beleid"),
        (None, 1, "beleid"),
        ("sub-99", 0, None),
    ]


def test_who_was_bound_stays_the_same_person_in_the_next_roster(
    school: School, database: Database
) -> None:
    school.roster.load("email\nanna@stad.example\nbo@stad.example\n")
    school.launch("sub-77", email="anna@stad.example")
    answer = school.roster.load("email\nanna@stad.example\nbo@stad.example\n")
    assert "0 added, 2 updated, 0 left" in answer.out
    assert database.one("SELECT count(*) AS people FROM person") == {"people": 2}


def test_a_key_that_was_bound_lets_nobody_else_in(school: School, database: Database) -> None:
    school.roster.load("email\nanna@stad.example\n")
    first = school.launch("sub-77", email="anna@stad.example")
    second = school.launch("sub-88", email="anna@stad.example")
    assert first.person != second.person
    subs = database.rows("SELECT lti_sub, on_roster FROM person ORDER BY id")
    assert [tuple(row.values()) for row in subs] == [("sub-77", 1), ("sub-88", 0)]


def test_who_came_before_the_roster_gets_the_place_in_it(
    school: School, database: Database
) -> None:
    first = school.launch("sub-77", email="anna@stad.example")
    school.roster.load("email,team,function_group,manages_team\nanna@stad.example,A,beleid,A\n")
    again = school.launch("sub-77", email="anna@stad.example")
    assert again.person == first.person
    people = "SELECT lti_sub, on_roster, function_group, team_id FROM person ORDER BY id"
    assert [tuple(row.values()) for row in database.rows(people)] == [
        ("sub-77", 1, "beleid", 1),
        (None, 0, "beleid", 1),
    ]
    led = database.one("SELECT person_id, team_id FROM team_manager")
    assert led == {"person_id": 1, "team_id": 1}
    answer = school.roster.load("email\nanna@stad.example\n")
    assert "0 added, 1 updated, 0 left" in answer.out


def test_a_place_in_an_open_cycle_counts_once(
    cli: Command, organisation: int, school: School, database: Database
) -> None:
    school.launch("sub-77", email="anna@stad.example")
    school.roster.load("email,function_group\nanna@stad.example,beleid\nbo@stad.example,beleid\n")
    quarter = Quarter(cli, organisation)
    school.launch("sub-77", email="anna@stad.example")
    assert quarter.figures() == (2, 0, 2, 0)
    invited = "SELECT lti_sub FROM roster_entry JOIN person ON person.id = person_id"
    assert {row["lti_sub"] for row in database.rows(invited)} == {None, "sub-77"}
