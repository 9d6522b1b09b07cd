"""An import that looks before it leaps: a try-out, the guard, and words of HR."""

from __future__ import annotations

import pytest

from tests.cli.desk import Answer, Command, Database, RosterDesk

ON = "SELECT count(*) AS people FROM person WHERE on_roster"


def people(first: int, last: int) -> str:
    return "\n".join(["lms_user_id,team", *(f"{number},A" for number in range(first, last))])


def imported(cli: Command, roster: RosterDesk, text: str, *options: str) -> Answer:
    roster.file.write_text(text)
    return cli("roster", "import", "--platform", roster.platform, *options, roster.file)


def test_a_try_out_counts_and_writes_nothing(
    cli: Command, roster: RosterDesk, database: Database
) -> None:
    roster.load("lms_user_id,team\n5,A\n6,A\n7,A\n")
    answer = imported(cli, roster, "lms_user_id,team\n5,B\n6,A\n8,A\n", "--dry-run")
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "1 new, 1 changed, 1 gone",
        "1 unchanged, 0 of another source's people",
        "nothing was written for platform 1",
    ]
    assert database.one(ON) == {"people": 3}
    assert database.rows("SELECT name FROM team") == [{"name": "A"}]


def test_a_try_out_names_faulty_lines(cli: Command, roster: RosterDesk) -> None:
    answer = imported(cli, roster, "lms_user_id,excused\n5,soms\n", "--dry-run")
    assert (answer.code, len(answer.faults)) == (1, 1)
    assert ":2: excused is 'soms'" in answer.faults[0]


@pytest.mark.parametrize(
    ("before", "after", "stops"),
    [(45, 36, False), (50, 40, False), (49, 39, True), (12, 3, False), (12, 2, True)],
)
def test_an_import_stops_when_many_would_leave(
    cli: Command, roster: RosterDesk, database: Database, before: int, after: int, stops: bool
) -> None:
    roster.load(people(1, before + 1))
    tried = imported(cli, roster, people(1, after + 1), "--dry-run")
    answer = imported(cli, roster, people(1, after + 1))
    assert answer.code == tried.code == int(stops)
    if stops:
        told = f"{before - after} of {before} people would leave the roster"
        assert answer.faults[0].startswith(told)
        assert database.one(ON) == {"people": before}
        assert imported(cli, roster, people(1, after + 1), "--anyway").code == 0
    assert database.one(ON) == {"people": after}


def test_words_of_hr_are_refused_until_somebody_maps_them(
    cli: Command, roster: RosterDesk, database: Database
) -> None:
    text = "lms_user_id;functie\n5;Adviseur  Groen\n6;adviseur groen\n7;Beleid\n"
    faults = roster.refused(text)
    assert [fault[:36] for fault in faults] == [
        "2: there is no function group Advise",
        "3: there is no function group advise",
    ]
    listed = database.rows("SELECT words, function_group FROM function_mapping")
    assert listed == [{"words": "adviseur groen", "function_group": None}]
    assert "for 2 (Adviseur Groen, adviseur groen)" in imported(cli, roster, text, "--dry-run").err
    database.rows("UPDATE function_mapping SET function_group = 'beleid'")
    roster.load(text)
    groups = database.rows("SELECT DISTINCT function_group FROM person")
    assert groups == [{"function_group": "beleid"}]


def test_words_can_mean_that_people_choose_themselves(
    roster: RosterDesk, database: Database
) -> None:
    roster.refused("lms_user_id,function_group\n5,Stagiair\n")
    database.rows("UPDATE function_mapping SET function_group = ''")
    answer = roster.load("lms_user_id,function_group\n5,STAGIAIR\n")
    assert "who choose one at the scan: 1" in answer.out


def test_words_for_a_group_that_is_gone_are_unknown_again(
    roster: RosterDesk, database: Database
) -> None:
    roster.refused("lms_user_id,function_group\n5,Stagiair\n")
    database.rows("UPDATE function_mapping SET function_group = 'opgeheven'")
    assert (
        "no function group Stagiair"
        in roster.refused("lms_user_id,function_group\n5,Stagiair\n")[0]
    )


def test_a_wrong_column_does_not_fill_the_list_of_words(
    roster: RosterDesk, database: Database
) -> None:
    rows = [f"{number},Collega {number}" for number in range(300)]
    roster.refused("\n".join(["lms_user_id,function_group", *rows]))
    assert database.one("SELECT count(*) AS words FROM function_mapping") == {"words": 200}


def test_an_import_stands_in_the_log_of_changes_without_names(
    roster: RosterDesk, database: Database
) -> None:
    roster.load("lms_user_id,first_name\n5,Anna\n")
    roster.load("lms_user_id,first_name\n5,Anna\n")
    said = database.rows("SELECT actor, what FROM change WHERE what LIKE 'roster%'")
    told = "roster of platform 1 from csv: 1 new, 0 changed, 0 left"
    assert said == [{"actor": "command line", "what": told}]
