"""What a roster costs in SQL and in calls to the LMS, whatever its length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from cryptography.fernet import Fernet

from adapters.lms import CheckResult, Course, EnrolOutcome, LmsPerson, PersonKey
from lti_tool.services.cycles import open_cycle
from lti_tool.services.roster import Imported, Office, import_roster, read_roster
from lti_tool.vault import Vault
from tests.hall import NOW, Hall, Statements

A_TEAM = 12
COLUMNS = "idnumber;team;department;manages_team;first_name;email"


class Accounts:
    """An LMS that knows everybody, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Everybody; the adapter cuts the question into calls."""
        self.asked += 1
        return {value: LmsPerson(value[1:], None, None, value, "", "Beleid") for value in values}

    def course(self, ref: str) -> Course:
        """Nobody asks."""
        raise AssertionError

    def enrol(self, course_id: str, user_ids: Sequence[str]) -> list[EnrolOutcome]:
        """Nobody asks."""
        raise AssertionError

    def can_enrol(self, course_id: str) -> CheckResult:
        """Nobody asks."""
        raise AssertionError

    def check(self, people: Sequence[str] = ()) -> list[CheckResult]:
        """Nobody asks."""
        raise AssertionError


def lines(first: int, last: int) -> Iterator[str]:
    yield COLUMNS
    for number in range(first, last):
        team = number // A_TEAM
        leads = f"Team {team}" if number % A_TEAM == 0 else ""
        yield f"P{number};Team {team};Afdeling {team % 7};{leads};Naam;p{number}@stad.example"


def statements(hall: Hall, first: int, last: int) -> tuple[int, Imported]:
    """Import the people of a range of numbers; the statements that it took."""
    vault = Vault([Fernet.generate_key().decode()], "a secret for tests only")
    file = read_roster("\n".join(lines(first, last)).encode(), "roster.csv")
    accounts = Accounts()
    office = Office(hall.session, vault, accounts, NOW)
    with Statements(hall.session) as counted:
        done = import_roster(office, hall.platform_id, file, anyway=True)
    assert accounts.asked == 1
    return counted.count, done


@pytest.mark.long
def test_statements_do_not_grow_with_the_roster(hall: Hall) -> None:
    few, done = statements(hall, 0, 36)
    assert (done.added, done.left) == (36, 0)
    many, done = statements(hall, 1200, 2700)
    assert (done.added, done.left) == (1500, 36)
    # Of the first nobody leaves, and there is no roster before it to keep: two statements less.
    assert many == few + 2
    open_cycle(hall.session, hall.plan(), NOW)
    again, done = statements(hall, 1200, 2700)
    assert (done.added, done.updated, done.left) == (0, 1500, 0)
    assert again <= many
    assert many <= 36
