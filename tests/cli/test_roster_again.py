"""The second roster: who stays, comes and leaves, also while a cycle is open."""

from __future__ import annotations

import pytest

from adapters.fakes.moodle import FakeMoodle
from lti_tool.vault import Vault
from tests.cli.conftest import settings_of
from tests.cli.desk import Command, Database, RosterDesk
from tests.cli.quarter import Quarter

PEOPLE = "SELECT lms_user_id, team_id, function_group, on_roster FROM person ORDER BY lms_user_id"
EVERYTHING = ("SELECT * FROM person", "SELECT * FROM team", "SELECT * FROM team_manager")


def rows_of(database: Database) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in database.rows(PEOPLE)]


def test_people_stay_come_and_leave(roster: RosterDesk, database: Database) -> None:
    roster.load("lms_user_id,team,function_group\n5,A,beleid\n6,A,beleid\n")
    answer = roster.load("lms_user_id,team,function_group\n6,B,buitendienst\n7,B,beleid\n")
    assert "1 added, 1 updated, 1 left" in answer.out
    assert rows_of(database) == [
        ("5", 1, "beleid", 0),
        ("6", 2, "buitendienst", 1),
        ("7", 2, "beleid", 1),
    ]


def test_the_same_roster_again_changes_nothing(roster: RosterDesk, database: Database) -> None:
    text = "lms_user_id,department,team,manages_team\n5,Stad,A,A\n6,Stad,B,\n"
    roster.load(text)
    before = [database.rows(query) for query in EVERYTHING]
    assert "0 added, 2 updated, 0 left" in roster.load(text).out
    assert [database.rows(query) for query in EVERYTHING] == before


def test_a_column_that_is_not_there_changes_nothing(
    cli: Command, roster: RosterDesk, database: Database
) -> None:
    head = "lms_user_id,team,function_group,excused,first_name,manages_team"
    roster.load(f"{head}\n5,A,beleid,ja,Anna,A\n")
    before = database.rows("SELECT * FROM person")
    roster.load("lms_user_id\n5\n")
    assert database.rows("SELECT * FROM person") == before
    assert len(database.rows("SELECT * FROM team_manager")) == 1
    sealed = database.one("SELECT first_name_sealed FROM person")["first_name_sealed"]
    settings = settings_of(cli.env)
    assert Vault(settings.data_keys, settings.secret_key).open_text(sealed) == "Anna"


def test_an_empty_cell_takes_away(roster: RosterDesk, database: Database) -> None:
    head = "lms_user_id,team,function_group,excused,first_name,manages_team"
    roster.load(f"{head}\n5,A,beleid,ja,Anna,A\n")
    roster.load(f"{head}\n5,,,,,\n")
    asked = "SELECT team_id, function_group, excused, first_name_sealed FROM person"
    assert tuple(database.one(asked).values()) == (None, None, 0, None)
    assert database.rows("SELECT * FROM team_manager") == []


def test_who_leaves_leads_no_team(roster: RosterDesk, database: Database) -> None:
    roster.load("lms_user_id,team,manages_team\n5,A,A\n6,A,\n")
    roster.load("lms_user_id\n6\n")
    assert database.rows("SELECT * FROM team_manager") == []


def test_other_platforms_keep_their_people(
    cli: Command, organisation: int, roster: RosterDesk, database: Database
) -> None:
    other = ("--issuer", "https://b.example", "--client-id", "b", "--deployment-id", "1")
    urls = [f"--{name}-url=https://b.example/x" for name in ("auth-login", "token", "jwks")]
    made = cli.done("platform", "add", "--organisation", organisation, *other, *urls).made
    roster.load("lms_user_id,team\n5,A\n")
    second = RosterDesk(cli, int(made), roster.file)
    assert "1 added, 0 updated, 0 left" in second.load("lms_user_id,team\n5,A\n").out
    assert rows_of(database) == [("5", 1, None, 1), ("5", 1, None, 1)]


def test_numbers_that_change_hands_in_the_lms(
    roster: RosterDesk, moodle: FakeMoodle, database: Database
) -> None:
    moodle.add_user("5", idnumber="P5")
    moodle.add_user("6", idnumber="P6")
    roster.load("idnumber,team\nP5,A\nP6,B\n")
    moodle.site.users["5"]["idnumber"], moodle.site.users["6"]["idnumber"] = "P6", "P5"
    roster.load("idnumber,team\nP5,A\nP6,B\n")
    assert rows_of(database) == [("5", 2, None, 1), ("6", 1, None, 1)]


def test_a_number_that_a_new_account_gets_brings_nothing_along(
    roster: RosterDesk, moodle: FakeMoodle, database: Database
) -> None:
    moodle.add_user("5", idnumber="P5")
    roster.load("idnumber\nP5\n")
    moodle.site.users["5"]["idnumber"] = ""
    moodle.add_user("6", idnumber="P5")
    assert "1 added, 0 updated, 1 left" in roster.load("idnumber\nP5\n").out
    assert rows_of(database) == [("5", None, None, 0), ("6", None, None, 1)]


def erase(cli: Command, platform: int) -> None:
    cli.done("person", "erase", "--platform", platform, "--at-once", "asked by letter", "5")


@pytest.mark.parametrize("second", ["lms_user_id,manages_team\n5,\n6,\n", "idnumber\nP5\nP6\n"])
def test_an_erased_person_stays_away_while_the_cycle_runs(
    cli: Command,
    organisation: int,
    platform: int,
    roster: RosterDesk,
    moodle: FakeMoodle,
    database: Database,
    second: str,
) -> None:
    for user in "56":
        moodle.add_user(user, idnumber=f"P{user}")
    roster.load("idnumber,team,manages_team\nP5,A,A\nP6,A,\n")
    quarter = Quarter(cli, organisation)
    erase(cli, platform)
    assert quarter.figures() == (2, 0, 1, 1)
    answer = roster.load(second)
    assert "erased" not in answer.out
    assert "away" not in answer.out
    assert "0 added, 2 updated, 0 left" in answer.out, "counted with those who stayed"
    dry = cli.done("roster", "import", "--dry-run", "--platform", platform, roster.file)
    assert "0 new, 0 changed, 0 gone\n2 unchanged" in dry.out
    assert database.rows("SELECT id FROM person WHERE lms_user_id = '5'") == []
    assert database.rows("SELECT * FROM team_manager") == []
    assert quarter.figures() == (2, 0, 1, 1)


def test_in_a_later_cycle_an_erased_person_is_somebody_new(
    cli: Command, organisation: int, platform: int, roster: RosterDesk, database: Database
) -> None:
    roster.load("lms_user_id\n5\n6\n")
    quarter = Quarter(cli, organisation)
    before = database.one("SELECT id, opaque_id, wrapped_key FROM person WHERE lms_user_id = '5'")
    erase(cli, platform)
    database.rows("UPDATE cycle SET state = 'closed', closed_at = '2026-11-09'")
    assert "1 added, 1 updated, 0 left" in roster.load("lms_user_id\n5\n6\n").out
    after = database.one("SELECT id, opaque_id, wrapped_key FROM person WHERE lms_user_id = '5'")
    assert not set(before.values()) & set(after.values())
    assert after["wrapped_key"] is not None
    assert quarter.figures() == (2, 0, 1, 1), "the cycle of the erasure is as it was"


def test_between_two_cycles_an_erasure_keeps_nobody_away(
    cli: Command, platform: int, roster: RosterDesk
) -> None:
    roster.load("lms_user_id\n5\n")
    erase(cli, platform)
    assert "1 added" in roster.load("lms_user_id\n5\n").out


def test_who_launched_anew_stays_off_the_roster_of_the_running_cycle(
    cli: Command, organisation: int, platform: int, roster: RosterDesk, database: Database
) -> None:
    roster.load("lms_user_id\n5\n6\n")
    Quarter(cli, organisation)
    erase(cli, platform)
    database.rows(
        "INSERT INTO person (organisation_id, platform_id, opaque_id, lti_sub, lms_user_id,"
        " on_roster, excused, rehearsal, created_at)"
        " VALUES (?, ?, 'anew', '5', '5', FALSE, FALSE, FALSE, '2026-10-20')",
        organisation,
        platform,
    )
    assert "0 added, 2 updated, 0 left" in roster.load("lms_user_id\n5\n6\n").out
    assert database.one("SELECT on_roster FROM person WHERE lms_user_id = '5'")["on_roster"] == 0
    database.rows("UPDATE cycle SET state = 'closed', closed_at = '2026-11-09'")
    roster.load("lms_user_id\n5\n6\n")
    assert database.one("SELECT on_roster FROM person WHERE lms_user_id = '5'")["on_roster"] == 1


def test_who_leaves_an_open_cycle_is_excused(
    cli: Command, organisation: int, roster: RosterDesk
) -> None:
    roster.load("lms_user_id,excused\n5,\n6,\n7,ja\n")
    quarter = Quarter(cli, organisation)
    assert quarter.figures() == (3, 0, 2, 1)
    roster.load("lms_user_id,excused\n5,\n7,\n8,\n")
    assert quarter.figures() == (3, 0, 2, 1), "6 left, 7 is not excused any more"
    roster.load("lms_user_id,excused\n5,ja\n6,\n7,\n")
    assert quarter.figures() == (3, 0, 2, 1), "5 is excused, 6 came back"


@pytest.mark.parametrize("submitted", [True, False])
def test_who_took_part_before_leaving_has_taken_part(
    cli: Command, organisation: int, roster: RosterDesk, database: Database, submitted: bool
) -> None:
    roster.load("lms_user_id\n5\n6\n")
    quarter = Quarter(cli, organisation)
    database.rows(
        "INSERT INTO scan (cycle_id, person_id, outside_roster, late, chosen_group, seed,"
        " answers_sealed, outcome_sealed, started_at, submitted_at)"
        " VALUES (?, 1, FALSE, FALSE, FALSE, '', '', '', '2026-10-20', ?)",
        quarter.cycle,
        "2026-10-21" if submitted else None,
    )
    roster.load("lms_user_id\n6\n")
    assert quarter.figures() == ((2, 1, 1, 0) if submitted else (2, 0, 1, 1))
