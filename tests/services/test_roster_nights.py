"""A source that fails changes nothing; when many would leave a person is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from adapters.fakes.advantage import Weather as CourseWeather
from adapters.fakes.moodle import Weather
from lti_tool.models import FunctionMapping, RosterEntry
from lti_tool.services.cycles import open_cycle
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from tests.hall import NOW, Hall
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
