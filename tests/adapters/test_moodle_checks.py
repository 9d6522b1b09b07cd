"""What the checks of a Moodle and of a course say about the service account, by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.errors import Refused
from adapters.fakes.moodle import FakeMoodle
from adapters.moodle import MoodleApi
from adapters.moodle_advice import FUNCTIONS, PEOPLE
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import Fields, Recorded, door_to, ok, recorded


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as made:
        furnish(made)
        yield made


@pytest.fixture
def api(site: FakeMoodle) -> MoodleApi:
    return MoodleApi(door_to(site.host_port), site.url, site.token, pace=on.no_pace)


def test_a_check_of_a_good_account_names_all_that_it_looked_at(api: MoodleApi) -> None:
    results = api.check()
    assert all(result.ok for result in results)
    said = "\n".join(result.what for result in results)
    seen = ("moodle/user:viewdetails", "moodle/user:viewalldetails", "moodle/site:viewuseridentity")
    assert all(name in said for name in (*FUNCTIONS, *seen))


@pytest.mark.parametrize("people", [(), ("6", "7")], ids=["nobody known", "people known"])
@pytest.mark.parametrize(
    "right",
    ["moodle/user:viewdetails", "moodle/user:viewalldetails", "moodle/site:viewuseridentity"],
)
def test_a_check_names_the_right_that_is_missing(
    api: MoodleApi, site: FakeMoodle, right: str, people: tuple[str, ...]
) -> None:
    site.site.without.add(right)
    [missing] = [result for result in api.check(people) if not result.ok]
    assert right in missing.what
    assert right in missing.advice


def test_a_check_names_a_look_up_that_answers_nothing_at_all() -> None:
    with on.recording({PEOPLE: ok([])}) as moodle:
        assert all(result.ok for result in moodle.api.check())
        [missing] = [result for result in moodle.api.check(["6"]) if not result.ok]
    assert "moodle/user:viewdetails" in missing.advice


def test_a_check_without_rest_says_so_in_one_line(api: MoodleApi, site: FakeMoodle) -> None:
    site.site.without.add("webservice/rest:use")
    [result] = api.check()
    assert not result.ok
    assert "webservice/rest:use" in result.advice


def test_a_check_of_recorded_answers() -> None:
    def people(fields: Fields) -> Recorded:
        return ok([on.somebody(value) for value in on.values_of(fields)])

    for key in ("ws-1/site_info", "ws-3/site_info_ok_again"):
        with on.recording({"core_webservice_get_site_info": recorded(key), PEOPLE: people}) as it:
            assert all(result.ok for result in it.api.check())


COURSE_RIGHTS = {
    "moodle/course:view": "moodle/course:view",
    "moodle/course:viewparticipants": "moodle/course:viewparticipants",
    "enrol/manual:enrol": "enrol/manual:enrol",
    "moodle/role:assign": "moodle/role:assign",
}


@pytest.mark.parametrize("right", COURSE_RIGHTS)
def test_a_check_of_a_course_names_the_right_that_is_missing(
    api: MoodleApi, site: FakeMoodle, right: str
) -> None:
    assert api.can_enrol("4").ok
    site.site.without.add(right)
    result = api.can_enrol("4")
    assert not result.ok
    assert COURSE_RIGHTS[right] in result.advice


def test_separate_groups_that_hide_people_are_named_and_nobody_is_written(
    api: MoodleApi, site: FakeMoodle
) -> None:
    site.site.without.add("moodle/site:accessallgroups")
    assert api.can_enrol("4").ok
    site.site.courses["4"]["groupmode"] = 1
    site.enrol("4", "17", suspended=True)
    assert "moodle/site:accessallgroups" in api.can_enrol("4").advice
    with pytest.raises(Refused, match="moodle/site:accessallgroups"):
        api.enrol("4", ["17", "18"])
    assert site.suspended("4") == {"17"}
    site.site.without.clear()
    assert [row.state for row in api.enrol("4", ["17", "18"])] == ["present", "enrolled"]


def test_where_the_mode_of_groups_is_not_shown_the_careful_way_is_taken(
    api: MoodleApi, site: FakeMoodle
) -> None:
    site.site.without |= {"moodle/site:accessallgroups", "moodle/course:update"}
    assert not api.can_enrol("4").ok
