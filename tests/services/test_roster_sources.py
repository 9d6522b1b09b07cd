"""One rule for merging: one source says who is on the roster, HR's values hold, others fill in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.models import Person
from tests.hall import Hall
from tests.services.roster_lms import Lists, add, lists_of


@pytest.fixture
def lists(app: Flask, hall: Hall) -> Iterator[Lists]:
    with lists_of(app, hall) as made:
        yield made


@pytest.fixture
def cohort(lists: Lists) -> Lists:
    """A cohort of twelve leads."""
    lists.reach_moodle()
    add(lists, *map(str, range(101, 113)))
    lists.settle("moodle", "MEDEWERKERS")
    return lists


def test_a_cohort_is_a_roster_with_what_profiles_say(cohort: Lists) -> None:
    assert cohort.figures() == (12, 0, 0)
    assert cohort.figures() == (0, 0, 0)
    person = cohort.people()["101"]
    assert (person.function_group, cohort.team("101")) == ("beleid", "Stad")
    assert cohort.name("101") == "Voornaam101"
    assert person.from_lms == "email,first_name,function_group,team"
    assert person.match_kind == "idnumber"
    assert cohort.setting().last_result == "done"


def test_what_the_lms_filled_in_follows_the_lms(cohort: Lists) -> None:
    cohort.figures()
    cohort.moodle.site.users["101"]["customfields"][0]["value"] = "buitendienst"
    cohort.moodle.site.users["102"]["department"] = "Wijk &amp; Werk"
    assert cohort.figures() == (0, 2, 0)
    assert cohort.people()["101"].function_group == "buitendienst"
    assert cohort.team("102") == "Wijk & Werk"


def test_people_come_and_leave_with_the_cohort_and_suspended_ones_leave(cohort: Lists) -> None:
    cohort.figures()
    cohort.moodle.cohorts["MEDEWERKERS"].remove("101")
    cohort.moodle.site.users["102"]["suspended"] = True
    add(cohort, "120")
    assert cohort.figures() == (1, 0, 2)
    assert {"101", "102"}.isdisjoint(cohort.people())
    assert "120" in cohort.people()


def test_somebody_whom_the_account_may_not_see_is_not_gone(cohort: Lists) -> None:
    cohort.figures()
    cohort.moodle.site.without.add("moodle/user:viewdetails")
    assert cohort.figures() == (0, 0, 0)
    assert len(cohort.people()) == 12


def test_hr_values_hold_whatever_the_lms_says(cohort: Lists) -> None:
    cohort.settle("csv", "MEDEWERKERS")
    cohort.load("lms_user_id,function_group,team,first_name\n101,buitendienst,Groen,An\n102,,,\n")
    assert cohort.figures() == (0, 2, 0), "somebody's address, and another's everything"
    people = cohort.people()
    assert set(people) == {"101", "102"}, "the file says who is on the roster"
    assert (people["101"].function_group, cohort.team("101")) == ("buitendienst", "Groen")
    assert (people["102"].function_group, cohort.team("102")) == ("beleid", "Stad")
    assert [cohort.name("101"), cohort.name("102")] == ["An", "Voornaam102"]
    assert [people[key].from_lms for key in ("101", "102")] == [
        "email",
        "email,first_name,function_group,team",
    ]
    again = "lms_user_id,function_group,team,first_name\n101,buitendienst,Groen,An\n102,,Rood,\n"
    cohort.load(again)
    people = cohort.people()
    assert (people["102"].function_group, cohort.team("102")) == ("beleid", "Rood")
    assert cohort.figures() == (0, 0, 0)


def test_under_a_leading_cohort_a_file_adds_facts_and_nobody(cohort: Lists) -> None:
    cohort.figures()
    done = cohort.load("idnumber,team,manages_team,excused\nP101,Groen,Groen,ja\nP999,Rood,,\n")
    assert (done.added, done.left) == (0, 0)
    people = cohort.people()
    assert len(people) == 12
    assert (cohort.team("101"), people["101"].excused) == ("Groen", True)
    assert cohort.figures() == (0, 0, 0), "the LMS does not take it back"
    assert cohort.team("101") == "Groen"


def test_a_course_is_a_roster_of_who_learns_in_it(lists: Lists) -> None:
    lists.reach_moodle()
    lists.settle("nrps")
    lists.enrol("101", given_name="An &amp; Bo", email="an@stad.example")
    lists.enrol("102", lis_person_sourcedid="P102")
    lists.enrol("103", role="Instructor")
    lists.enrol("104", status="Inactive")
    assert lists.figures() == (2, 0, 0)
    people = lists.people()
    assert set(people) == {"101", "102"}
    assert lists.name("101") == "An & Bo"
    assert [people[key].match_kind for key in ("101", "102")] == ["email", "idnumber"]


def test_in_another_lms_people_of_a_course_are_known_by_their_launches(lists: Lists) -> None:
    lists.settle("nrps", course="2")
    lists.enrol("sub-1", lis_person_sourcedid="P1")
    lists.load("idnumber,team\nP1,Groen\n")
    lists.settle("nrps", course="2")
    assert lists.figures() == (1, 0, 0)
    lists.load("idnumber,team\nP1,Groen\n")
    person = lists.people()["sub-1"]
    assert (person.lms_user_id, person.lti_sub) == (None, "sub-1")
    assert lists.team("sub-1") == "Groen"
    assert lists.session.scalar(select(func.count()).select_from(Person)) == 1
