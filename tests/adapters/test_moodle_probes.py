"""Whether people can be enrolled in a course: asked of Moodle, and nothing written for it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest

from adapters.errors import Refused
from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.moodle_site import SERVICE, Enrolment
from adapters.moodle import MoodleApi
from adapters.moodle_advice import COURSES, ENROL, PARTICIPANTS, PEOPLE, SITE_INFO
from adapters.moodle_enrol import NONE_SUCH
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import Answer, Fields, Recorded, ok, recorded
from tests.doors import Door

LEAST = {"moodle/course:update", "moodle/course:viewhiddencourses"}


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as made:
        furnish(made)
        made.site.without |= LEAST
        yield made


def adapter(site: FakeMoodle, role_id: int = 5) -> MoodleApi:
    return MoodleApi(Door(site.host_port), site.url, site.token, role_id=role_id, pace=on.no_pace)


COURSE_RIGHTS = {
    "moodle/course:view": "moodle/course:view",
    "moodle/course:viewparticipants": "moodle/course:viewparticipants",
    "enrol/manual:enrol": "enrol/manual:enrol",
    "moodle/role:assign": "moodle/role:assign",
    "moodle/user:viewdetails": "moodle/user:viewdetails",
}


@pytest.mark.parametrize("right", COURSE_RIGHTS)
def test_a_check_of_a_course_names_the_right_that_is_missing(site: FakeMoodle, right: str) -> None:
    assert adapter(site).can_enrol("4").ok
    site.site.without.add(right)
    result = adapter(site).can_enrol("4")
    assert not result.ok
    assert COURSE_RIGHTS[right] in result.advice


BENT: dict[str, tuple[Callable[[FakeMoodle], object], int, str]] = {
    "all is well": (lambda _: None, 5, ""),
    "manual enrolment off": (lambda site: site.site.no_manual.add("4"), 5, "switched off"),
    "a role not to be given": (lambda _: None, 1, "Allow role assignments"),
    "a role that is not there": (lambda _: None, 77, "Allow role assignments"),
    "hidden": (lambda site: site.site.courses["4"].update(visible=0), 5, "make the course visible"),
    "mails fail": (lambda site: setattr(site, "mails_fail", True), 5, ""),
}
THERE = [None, Enrolment([5]), Enrolment([4], suspended=True, timestart=100, timeend=4000000000)]


@pytest.mark.parametrize("there", THERE, ids=["not there", "there", "suspended, with dates"])
@pytest.mark.parametrize("case", BENT)
def test_a_check_of_a_course_leaves_no_trace(
    site: FakeMoodle, case: str, there: Enrolment | None
) -> None:
    bend, role_id, says = BENT[case]
    bend(site)
    if there is not None:
        site.site.enrolments["4"][SERVICE] = copy.deepcopy(there)
    before = copy.deepcopy(site.site.enrolments)
    result = adapter(site, role_id).can_enrol("4")
    assert result.ok is not bool(says)
    assert says in result.advice
    assert site.site.enrolments == before


def refusing(fields: Fields) -> Recorded:
    """A Moodle in which all is well."""
    first = fields["enrolments[0][courseid]"] == "1"
    return recorded("ws-5/probe_role" if first else "ws-5/probe_right")


def test_what_is_tried_ends_before_moodle_writes_in_every_version() -> None:
    # With a role that nobody can give, or where there is no enrolment: never both right.
    tried: list[tuple[str, ...]] = []

    def noting(fields: Fields) -> Recorded:
        names = [name for name in fields if name.startswith("enrolments[")]
        assert len(names) == 3
        tried.append(tuple(fields[f"enrolments[0][{name}]"] for name in ("courseid", "roleid")))
        return refusing(fields)

    with on.recording({ENROL: noting}) as moodle:
        assert moodle.api.can_enrol("4").ok
        own = str(recorded("ws-1/site_info").document["userid"])
        assert moodle.written() == [[own], [own]]
    assert tried == [("4", NONE_SUCH), ("1", "5")]


def test_the_front_page_is_asked_once_for_all_courses(site: FakeMoodle) -> None:
    api = adapter(site)
    assert all(api.can_enrol(course).ok for course in ("2", "3", "4"))
    assert len(site.writing_calls) == 4


@pytest.mark.parametrize(
    "front",
    [
        {"id": 1, "categoryid": 3, "enrollmentmethods": []},
        {"id": 1, "categoryid": 0, "enrollmentmethods": ["manual"]},
        {"id": 1},
        None,
    ],
    ids=str,
)
def test_where_the_front_page_is_not_surely_one_nothing_is_tried(
    front: dict[str, object] | None,
) -> None:
    def shown(fields: Fields) -> Recorded:
        if fields["value"] == "1":
            return ok({"courses": [front] if front else []})
        return on.courses(fields)

    answers: dict[str, Answer] = {COURSES: shown, ENROL: recorded("ws-5/probe_right")}
    with on.recording(answers) as moodle:
        assert moodle.api.can_enrol("4").ok
        assert len(moodle.written()) == 1


@pytest.mark.parametrize("key", ["ws-5/course_manual_off", "ws-5/course_entered"])
def test_a_course_without_manual_enrolment_in_recorded_answers(key: str) -> None:
    answers: dict[str, Answer] = {COURSES: recorded(key), ENROL: recorded("ws-5/probe_right")}
    with on.recording(answers) as moodle:
        result = moodle.api.can_enrol("4")
    assert result.ok is (key == "ws-5/course_entered")
    assert result.ok or "manual enrolment" in result.advice


def test_a_check_that_sees_nobody_but_itself_or_nobody_at_all() -> None:
    def alone(fields: Fields) -> Recorded:
        return ok([on.somebody(value) for value in on.values_of(fields) if value != "1"])

    refusal: dict[str, Answer] = {ENROL: refusing}
    with on.recording({**refusal, PEOPLE: alone}) as moodle:
        assert "moodle/user:viewdetails" in moodle.api.can_enrol("4").advice
    # Whoever is not even shown itself has a Moodle with rules of its own: enrolling will tell.
    with on.recording({**refusal, PEOPLE: ok([])}) as moodle:
        assert moodle.api.can_enrol("4").ok
    with on.recording({**refusal, SITE_INFO: recorded("ws-1/bad_token")}) as moodle:
        assert "token" in moodle.api.can_enrol("4").advice


def test_separate_groups_that_hide_people_are_named_and_nobody_is_written(
    site: FakeMoodle,
) -> None:
    site.site.without.add("moodle/site:accessallgroups")
    api = adapter(site)
    assert api.can_enrol("4").ok
    site.site.courses["4"]["groupmode"] = 1
    site.enrol("4", "17", suspended=True)
    assert "moodle/site:accessallgroups" in api.can_enrol("4").advice
    with pytest.raises(Refused, match="moodle/site:accessallgroups"):
        api.enrol("4", ["17", "18"])
    assert site.suspended("4") == {"17"}
    site.site.without.clear()
    assert [row.state for row in api.enrol("4", ["17", "18"])] == ["present", "enrolled"]


def test_where_the_mode_of_groups_is_not_shown_the_careful_way_is_taken() -> None:
    def participants(fields: Fields) -> Recorded:
        if "groupid" in fields.values():
            return recorded("ws-5/probe_right_missing")
        return on.Course("3").participants(fields)

    answers: dict[str, Answer] = {
        PARTICIPANTS: participants,
        COURSES: recorded("ws-5/course_not_entered"),
        ENROL: recorded("ws-5/probe_right"),
    }
    with on.recording(answers) as moodle:
        assert "moodle/site:accessallgroups" in moodle.api.can_enrol("4").advice
