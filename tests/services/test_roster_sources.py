"""One rule for merging: one source says who is on the roster, HR's values hold, others fill in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from adapters.fakes.advantage import Weather as CourseWeather
from adapters.fakes.moodle import Weather
from lti_tool.models import FunctionMapping, Person, RosterEntry
from lti_tool.services.cycles import open_cycle
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from tests.hall import NOW, Hall
from tests.services.roster_lms import Lists, lists_of


@pytest.fixture
def lists(app: Flask, hall: Hall) -> Iterator[Lists]:
    with lists_of(app, hall) as made:
        yield made


def add(lists: Lists, *keys: str, function: str | None = "Beleid") -> None:
    """Accounts in the cohort."""
    for key in keys:
        lists.moodle.add_user(key, idnumber=f"P{key}", function_field=function)
        lists.moodle.site.users[key] |= {"firstname": f"Voornaam{key}", "department": "Stad"}
        lists.moodle.cohorts.setdefault("MEDEWERKERS", []).append(key)


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


FAULTS = {"500": "down", "maintenance": "down", "off": "refused"}


@pytest.mark.parametrize(("weather", "result"), FAULTS.items())
def test_a_source_that_fails_changes_nothing(cohort: Lists, weather: str, result: str) -> None:
    cohort.figures()
    cohort.moodle.weather = Weather(weather)
    [outcome] = cohort.sync()
    assert (outcome.result, outcome.figures) == (result, None)
    assert len(cohort.people()) == 12
    assert cohort.setting().last_result == result


def test_a_source_that_lists_nobody_changes_nothing(cohort: Lists) -> None:
    cohort.figures()
    cohort.moodle.cohorts["MEDEWERKERS"].clear()
    assert [outcome.result for outcome in cohort.sync(anyway=True)] == ["empty"]
    assert len(cohort.people()) == 12


def test_a_course_that_cannot_be_read_changes_nothing(lists: Lists) -> None:
    lists.settle("nrps")
    lists.enrol("sub-1")
    assert lists.figures() == (1, 0, 0)
    lists.course.weather = CourseWeather("500", at="memberships")
    assert [outcome.result for outcome in lists.sync()] == ["down"]
    assert set(lists.people()) == {"sub-1"}


def test_a_cohort_that_is_not_there_is_named(cohort: Lists) -> None:
    cohort.settle("moodle", "MEDEWERKERS|INHUUR")
    [outcome] = cohort.sync()
    assert outcome.result == "refused"
    assert "no cohort INHUUR" in outcome.reason


def test_when_many_would_leave_a_person_is_asked(cohort: Lists) -> None:
    cohort.figures()
    del cohort.moodle.cohorts["MEDEWERKERS"][1:]
    [outcome] = cohort.sync()
    assert outcome.result == "guarded"
    assert "11 of 12 people would leave" in outcome.line
    assert len(cohort.people()) == 12
    assert cohort.setting().figures == {"left": 11, "people": 12}
    [outcome] = cohort.sync(anyway=True)
    assert outcome.result == "done"
    assert set(cohort.people()) == {"101"}


def test_whoever_leaves_during_a_cycle_is_excused_and_whoever_comes_is_not_invited(
    cohort: Lists, hall: Hall
) -> None:
    cohort.figures()
    cycle = hall.plan()
    open_cycle(hall.session, cycle, NOW)
    cohort.moodle.cohorts["MEDEWERKERS"].remove("101")
    add(cohort, "120")
    cohort.figures()
    entries = select(func.count()).where(RosterEntry.cycle_id == cycle)
    assert hall.session.scalar(entries) == 12
    assert hall.session.scalar(entries.where(RosterEntry.excused)) == 1


@pytest.mark.parametrize("moodle", [True, False])
def test_an_erased_person_stays_away_while_the_cycle_runs(
    lists: Lists, hall: Hall, moodle: bool
) -> None:
    if moodle:
        lists.reach_moodle()
    lists.settle("nrps")
    lists.enrol("7")
    lists.enrol("8")
    lists.figures()
    cycle = hall.plan()
    open_cycle(hall.session, cycle, lists.tools.clock())
    journal = ErasureJournal(lists.tools.settings.erasure_journal_file, lists.tools.vault)
    erase(
        Eraser(hall.session, lists.tools.vault, journal, lists.tools.clock()), lists.people()["7"]
    )
    assert lists.figures() == (0, 0, 0)
    assert set(lists.people()) == {"8"}


def test_words_of_the_lms_that_nobody_knows_are_listed_once(cohort: Lists) -> None:
    add(cohort, "120", "121", function="Adviseur  Groen")
    cohort.figures()
    cohort.figures()
    rows = cohort.session.execute(select(FunctionMapping.words, FunctionMapping.function_group))
    assert rows.all() == [("Adviseur Groen", None)]
    assert cohort.people()["120"].function_group is None
    cohort.session.scalars(select(FunctionMapping)).one().function_group = "beleid"
    cohort.session.commit()
    assert cohort.figures() == (0, 2, 0)
    assert cohort.people()["120"].function_group == "beleid"


def test_calls_and_statements_do_not_grow_with_the_cohort(cohort: Lists) -> None:
    cohort.figures()
    add(cohort, *map(str, range(1000, 1900)))
    cohort.moodle.calls.clear()
    assert cohort.figures() == (900, 0, 0)
    assert len(cohort.moodle.calls) == 2 + 3
