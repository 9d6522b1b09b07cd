"""What the checks of a Moodle say about the service account, by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.fakes.moodle import FakeMoodle
from adapters.moodle import MoodleApi
from adapters.moodle_advice import FUNCTIONS, PEOPLE
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import Fields, Recorded, ok, recorded
from tests.doors import Door


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as made:
        furnish(made)
        yield made


@pytest.fixture
def api(site: FakeMoodle) -> MoodleApi:
    return MoodleApi(Door(site.host_port), site.url, site.token, pace=on.no_pace)


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
