"""One right after another taken from the service account: what Moodle says, and what we say."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from adapters.errors import Refused
from adapters.moodle import MoodleApi
from adapters.moodle_advice import COURSES, ENROL, PARTICIPANTS, PEOPLE, RIGHTS
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_replay import Answer, Recorded, document, ok, recorded
from tests.adapters.moodle_stage import SOURCES, Stage

MATRIX: dict[str, dict[str, str]] = document("ws-capability-matrix")
EFFECTS = document("ws-missing-capability-effects")
# The columns of the matrix that are functions of ours.
COLUMNS = {
    "enrol": ENROL,
    "enrolled": PARTICIPANTS,
    "enrolled_hidden": PARTICIPANTS,
    "byfield": PEOPLE,
    "course": COURSES,
}
OTHER_COLUMNS = frozenset(
    {"unenrol", "userscourses", "getusers", "courses_ids", "groups", "addgroup", "cal"}
    | {"compl", "cohort", "msg", "grades"}
)
# What is an error there: (right, column) -> what the person is told to give or do.
ERRORS = {
    ("webservice/rest:use", "enrol"): "webservice/rest:use",
    ("webservice/rest:use", "enrolled"): "webservice/rest:use",
    ("webservice/rest:use", "enrolled_hidden"): "webservice/rest:use",
    ("webservice/rest:use", "byfield"): "webservice/rest:use",
    ("webservice/rest:use", "course"): "webservice/rest:use",
    ("moodle/course:view", "enrol"): "moodle/course:view",
    ("moodle/course:view", "enrolled"): "moodle/course:view",
    ("moodle/course:view", "enrolled_hidden"): "moodle/course:view",
    ("moodle/course:viewhiddencourses", "enrolled_hidden"): "make the course visible",
    ("enrol/manual:enrol", "enrol"): "enrol/manual:enrol",
    ("moodle/role:assign", "enrol"): "moodle/role:assign",
}
# What is an answer with less in it; each has a test below.
LESS = frozenset(
    {
        ("moodle/course:view", "course"),
        ("moodle/course:update", "course"),
        ("moodle/user:viewdetails", "enrolled"),
        ("moodle/user:viewdetails", "enrolled_hidden"),
        ("moodle/user:viewdetails", "byfield"),
        ("moodle/user:viewalldetails", "enrolled"),
        ("moodle/user:viewalldetails", "enrolled_hidden"),
        ("moodle/user:viewalldetails", "byfield"),
        ("moodle/site:viewuseridentity", "byfield"),
    }
)


def test_every_cell_of_the_matrix_is_known() -> None:
    baseline = MATRIX["baseline"]
    assert set(baseline) == set(COLUMNS) | OTHER_COLUMNS
    cells = {
        (right, column): row[column]
        for right, row in MATRIX.items()
        for column in row
        if right != "baseline" and column in COLUMNS
    }
    assert {cell for cell, said in cells.items() if "ERR" in said} == set(ERRORS)
    assert {cell for cell, said in cells.items() if "ERR" not in said} == LESS


def as_recorded(right: str, column: str) -> Recorded:
    """The error of a cell, as Moodle wraps it."""
    code, _, message = MATRIX[right][column].partition("ERR ")[2].partition(": ")
    return ok({"exception": "core\\exception\\x", "errorcode": code, "message": message})


ASKING: dict[str, Callable[[MoodleApi], object]] = {
    "enrol": lambda api: api.enrol("4", ["17"]),
    "enrolled": lambda api: api.enrol("2", ["17"]),
    "enrolled_hidden": lambda api: api.enrol("10", ["17"]),
    "byfield": lambda api: api.find_people("username", ["stud01"]),
    "course": lambda api: api.course("4"),
}


def without(source: str, right: str, answers: dict[str, Answer]) -> AbstractContextManager[Stage]:
    """A Moodle of which the account lacks one right."""
    if source == "recording":
        return on.recording(answers)
    return on.fake(lambda site: site.site.without.add(right))


@SOURCES
@pytest.mark.parametrize(("right", "column"), ERRORS)
def test_an_error_names_the_right_that_is_missing(source: str, right: str, column: str) -> None:
    answers: dict[str, Answer] = {COLUMNS[column]: as_recorded(right, column)}
    with without(source, right, answers) as moodle:
        with pytest.raises(Refused) as caught:
            ASKING[column](moodle.api)
        assert ERRORS[right, column] in caught.value.reason
        if column == "enrol":
            assert ERRORS[right, column] in moodle.api.can_enrol("4").advice


@SOURCES
def test_without_the_right_to_see_people_nobody_is_written(source: str) -> None:
    # Only a teacher is shown, whom Moodle shows to everybody: 1 of 13 in the recording.
    assert EFFECTS["moodle/user:viewdetails"]["enrolled_count"] == 1
    assert EFFECTS["moodle/user:viewdetails"]["byfield_count"] == 0
    answers: dict[str, Answer] = {PARTICIPANTS: on.Course("3").participants, PEOPLE: ok([])}
    with without(source, "moodle/user:viewdetails", answers) as moodle:
        outcomes = moodle.api.enrol("2", ["6", "7", "17"])
        assert moodle.written() == []
    assert {row.state for row in outcomes} == {"refused"}
    assert all("moodle/user:viewdetails" in row.reason for row in outcomes)


@SOURCES
def test_without_the_right_to_see_details_a_username_finds_nobody(source: str) -> None:
    assert EFFECTS["moodle/user:viewalldetails"]["byfield_count"] == 0
    with without(source, "moodle/user:viewalldetails", {PEOPLE: ok([])}) as moodle:
        assert moodle.api.find_people("username", ["stud01"]) == {}


@SOURCES
def test_without_the_right_to_see_mail_addresses_an_account_has_none(source: str) -> None:
    right = "moodle/site:viewuseridentity"
    assert EFFECTS[right]["user_fields_missing"] == ["email"]
    row = on.somebody("6", username="stud01")
    del row["email"]
    with without(source, right, {PEOPLE: ok([row])}) as moodle:
        assert moodle.api.find_people("username", ["stud01"])["stud01"].email is None


@SOURCES
def test_without_the_right_to_see_details_enrolling_still_works(source: str) -> None:
    right = "moodle/user:viewalldetails"
    assert EFFECTS[right]["enrolled_count"] == 13
    with without(source, right, {}) as moodle:
        assert [row.state for row in moodle.api.enrol("4", ["17"])] == ["enrolled"]


SHOWN = {
    "moodle/course:update": "ws-5/course_entered",
    "moodle/course:view": "ws-5/course_not_entered",
}


@SOURCES
@pytest.mark.parametrize("right", SHOWN)
def test_a_course_of_which_less_is_shown_counts_as_visible(source: str, right: str) -> None:
    # It is told to whoever may enter; another account is not shown hidden courses at all.
    row = recorded(SHOWN[right]).document["courses"][0]
    assert ("visible" in row) is (right == "moodle/course:update")
    assert "idnumber" not in row
    with without(source, right, {COURSES: recorded(SHOWN[right])}) as moodle:
        assert moodle.api.course("4").visible


def test_the_least_rights_do_not_show_hidden_courses() -> None:
    # Otherwise a hidden course could pass for a visible one: `visible` may be left out.
    assert "moodle/course:viewhiddencourses" not in RIGHTS
    with (
        on.fake(
            lambda site: site.site.without.update(
                {"moodle/course:viewhiddencourses", "moodle/course:update"}
            )
        ) as moodle,
        pytest.raises(Refused, match="hidden"),
    ):
        moodle.api.course("10")
