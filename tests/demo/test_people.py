"""The made-up municipality: its size, its shape, and that it is always the same."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from lti_tool.demo.people import CAST, EMPLOYEES, cast_ids, everybody, roster_csv
from lti_tool.services.roster import read_roster
from questionnaires.groups import template_groups

PEOPLE = everybody()


def test_there_are_364_people_in_38_teams_of_6_departments() -> None:
    sizes = Counter(person.team for person in PEOPLE)
    assert (len(PEOPLE), len(sizes)) == (364, 38)
    assert (min(sizes.values()), max(sizes.values())) == (1, 25)
    assert len({person.department for person in PEOPLE}) == 6


def test_all_8_function_groups_have_people() -> None:
    known = {group.id for group in template_groups()}
    assert {person.group for person in PEOPLE} == known
    assert len(known) == 8


def test_every_department_has_a_head_and_nobody_leads_another_team_than_the_own() -> None:
    led = {node for person in PEOPLE for node in person.leads}
    assert {person.department for person in PEOPLE} <= led
    for person in PEOPLE:
        own = {person.department, f"{person.department}/{person.team}"}
        assert set(person.leads) <= own


def test_accounts_are_unique_and_plain() -> None:
    names = [person.username for person in PEOPLE]
    assert len(set(names)) == 364
    assert all(re.fullmatch(r"[a-z.]+\d+", name) for name in names)
    assert {person.email.rpartition(".")[2] for person in PEOPLE} == {"example"}


def test_the_same_people_live_there_every_time() -> None:
    assert everybody() == PEOPLE


def test_the_cast_has_an_employee_of_each_function_group_with_the_scan_to_do() -> None:
    known = {person.id: person for person in PEOPLE}
    ids = cast_ids()
    employees = [entry for entry in CAST if entry.shelf == EMPLOYEES]
    groups = {known[ids[entry.key]].group for entry in employees}
    assert groups == {group.id for group in template_groups()}
    for entry in CAST:
        assert (known[ids[entry.key]].given, known[ids[entry.key]].team) == (
            entry.given,
            entry.team,
        )
    assert known[ids["manager"]].leads == ("Sociaal domein",)


def test_the_roster_is_a_file_that_the_import_takes() -> None:
    raw = roster_csv(PEOPLE, frozenset({101}))
    assert len(read_roster(raw, "medewerkers.csv").rows) == 364
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    assert [row["lms_user_id"] for row in rows if row["excused"]] == ["101"]
