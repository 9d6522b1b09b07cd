"""What a roster file may look like, and what is said about one that is wrong."""

from __future__ import annotations

import pytest

from tests.cli.desk import Command, Database, RosterDesk

PEOPLE = "SELECT lms_user_id, function_group, excused FROM person ORDER BY lms_user_id"
COUNT = "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM team) AS rows"
TWO = [
    {"lms_user_id": "5", "function_group": "beleid", "excused": 0},
    {"lms_user_id": "6", "function_group": "buitendienst", "excused": 1},
]

HEAD = "lms_user_id,function_group,excused"
GOOD = {
    "commas": f"{HEAD}\n5,beleid,\n6,buitendienst,ja\n",
    "semicolons": "lms_user_id;function_group;excused\n5;beleid;nee\n6;buitendienst;x\n",
    "a byte order mark": "\ufefflms_user_id;function_group;excused\n5;beleid;\n6;buitendienst;1\n",
    "Windows line ends": f"{HEAD}\r\n5,beleid,\r\n6,buitendienst,ja\r\n",
    "quotes": f'{HEAD}\n"5","beleid",""\n"6","buitendienst","ja"\n',
    "another order": "excused,function_group,lms_user_id\n,beleid,5\nJA,buitendienst,6\n",
    "capitals and spaces": f" {HEAD.title()} \n 5 ,BELEID,\n6, Buitendienst ,ja\n",
    "empty lines": f"{HEAD}\n\n5,beleid,\n,,\n6,buitendienst,ja\n\n",
    "no line end at the end": f"{HEAD}\n5,beleid,\n6,buitendienst,ja",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_a_file_may_look_like(roster: RosterDesk, database: Database, text: str) -> None:
    answer = roster.load(text)
    assert answer.made == str(roster.platform)
    assert "2 added, 0 updated, 0 left" in answer.out
    assert database.rows(PEOPLE) == TWO


def test_a_quoted_cell_may_hold_what_separates(roster: RosterDesk, database: Database) -> None:
    roster.load('lms_user_id,team,department\n5,"Werk, zorg; inkomen","Het ""Sociaal""\nDomein"\n')
    names = [row["name"] for row in database.rows("SELECT name FROM team ORDER BY id")]
    assert names == ['Het "Sociaal" Domein', "Werk, zorg; inkomen"]


def test_a_function_group_is_an_id_or_a_name(roster: RosterDesk, database: Database) -> None:
    roster.load("lms_user_id;function_group\n5;Balie en klantcontact (KCC)\n6;BALIE-KCC\n7;\n")
    groups = [row["function_group"] for row in database.rows(PEOPLE)]
    assert groups == ["balie-kcc", "balie-kcc", None]


WRONG = {
    "no people": ("lms_user_id,team\n", ["1: there are no people in it"]),
    "nothing at all": ("", ["1: nothing says who people are"]),
    "no key": ("team,department\nA,B\n", ["1: nothing says who people are"]),
    "an unknown column": ("lms_user_id,colour\n5,red\n", ["1: there is no column 'colour'"]),
    "a column twice": ("email,email\na@b.nl,c@d.nl\n", ["1: column email is there twice"]),
    "too few cells": ("lms_user_id,team\n5,A\n6\n", ["3: 1 cells where the header has 2"]),
    "too many cells": ("lms_user_id,team\n5,A,B\n", ["2: 3 cells where the header has 2"]),
    "nobody in a row": ("lms_user_id,team\n5,A\n,B\n", ["3: nothing says who this is"]),
    "no mail address": ("email\nanna\n", ["2: anna is not a mail address"]),
    "excused or not": ("lms_user_id,excused\n5,misschien\n", ["2: excused is 'misschien'"]),
    "the same twice": ("lms_user_id\n5\n6\n5\n", ["4: the same person as on line 2"]),
    "the same account": ("username\nAnna\nanna\n", ["3: the same person as on line 2"]),
    "a quote left open": ('lms_user_id,team\n5,"A\n', ["2: a cell is not closed"]),
    "a cell without end": (f"lms_user_id,team\n5,{'A' * 256}\n", ["2: team is too long"]),
    "control characters": ("lms_user_id,team\n5,A\x07\n", ["2: team is too long or not plain"]),
    "an unknown group": (
        "lms_user_id,function_group\n5,beleid\n6,piloot\n",
        ["3: there is no function group piloot: choose from balie-kcc, beleid"],
    ),
    "an unknown team": (
        "lms_user_id,team,manages_team\n5,A,\n6,A,B\n",
        ["3: manages_team B: no team or department has this name"],
    ),
    "columns, cells, teams and groups together": (
        "lms_user_id,team,department,manages_team,function_group,colour\n"
        "5,A,,B,piloot,red\n,A,,,beleid,red\n",
        [
            "1: there is no column 'colour'",
            "2: manages_team B: no team",
            "2: there is no function group piloot",
            "3: nothing says who this is",
        ],
    ),
    "every fault at once": (
        "lms_user_id,excused\n5,soms\n,ja\n6,nooit\n",
        ["2: excused is", "3: nothing says", "4: excused is"],
    ),
}


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_as_a_whole(
    roster: RosterDesk, database: Database, text: str, says: list[str]
) -> None:
    faults = roster.refused(text)
    assert len(faults) == len(says)
    assert all(fault.startswith(line) for fault, line in zip(faults, says, strict=True)), faults
    assert database.one(COUNT) == {"rows": 0}


def test_another_encoding_is_said_with_its_line(roster: RosterDesk) -> None:
    text = "lms_user_id,first_name\n5,Anna\n6,Zoë\n".encode("latin-1")
    assert roster.refused(text)[0].startswith("3: this is not UTF-8")


def test_an_unknown_platform_is_refused(cli: Command, roster: RosterDesk) -> None:
    roster.file.write_text("lms_user_id\n5\n")
    [fault] = cli.refused("roster", "import", "--platform", 9, roster.file)
    assert "there is no platform 9" in fault


def test_a_file_that_is_not_there_is_wrong_use(cli: Command, platform: int) -> None:
    assert cli("roster", "import", "--platform", platform, "nowhere.csv").code == 2


LEADS = {
    "a team": ("Inkomen", ["Inkomen"]),
    "a department": ("Sociaal", ["Sociaal"]),
    "a team of two": ("Sociaal/Beheer", ["Beheer"]),
    "several": ("Inkomen|Stad/Beheer | Sociaal", ["Beheer", "Inkomen", "Sociaal"]),
    "nobody": ("", []),
}


@pytest.mark.parametrize(("cell", "names"), LEADS.values(), ids=LEADS)
def test_somebody_leads(
    roster: RosterDesk, database: Database, cell: str, names: list[str]
) -> None:
    rows = [f"1,Sociaal,Inkomen,{cell}", "2,Sociaal,Beheer,", "3,Stad,Beheer,"]
    roster.load("\n".join(["lms_user_id,department,team,manages_team", *rows]))
    led = database.rows(
        "SELECT name FROM team JOIN team_manager ON team.id = team_id ORDER BY name"
    )
    assert [row["name"] for row in led] == names


def test_a_name_of_two_teams_must_be_written_out(roster: RosterDesk) -> None:
    rows = ["1,Sociaal,Inkomen,Beheer", "2,Sociaal,Beheer,", "3,Stad,Beheer,"]
    [fault] = roster.refused("\n".join(["lms_user_id,department,team,manages_team", *rows]))
    assert "write Sociaal/Beheer or Stad/Beheer" in fault


def test_names_and_addresses_are_ciphertext(roster: RosterDesk, database: Database) -> None:
    roster.load("email;first_name;idnumber\nanna@stad.example;Annabel;\n;Bo;PERSONEEL-77\n")
    for secret in ("anna@stad.example", "Annabel", "PERSONEEL-77"):
        assert not database.contains(secret), secret
    sealed = database.rows("SELECT first_name_sealed, email_sealed FROM person ORDER BY id")
    assert [bool(row["email_sealed"]) for row in sealed] == [True, False]
    assert all(row["first_name_sealed"] for row in sealed)
