"""The Moodle adapter against a Moodle on a real socket: batches, faults, what is left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.build import lms_api
from adapters.errors import Refused, Unavailable
from adapters.fakes.moodle import FakeMoodle, Weather
from adapters.http import HttpDoor
from adapters.moodle import MoodleApi
from tests.doors import Door

PEOPLE = [str(number) for number in range(100, 600)]


@pytest.fixture
def moodle() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        site.add_course("4", "ID-ML", "Wachtwoorden & MFA")
        for number in PEOPLE:
            site.add_user(number, idnumber=f"P{number}", function_field="beleid")
        yield site


class Steps:
    """Counts the calls of the pace."""

    def __init__(self) -> None:
        self.taken = 0

    def __call__(self) -> None:
        self.taken += 1


@pytest.fixture
def pace() -> Steps:
    return Steps()


@pytest.fixture
def api(moodle: FakeMoodle, pace: Steps) -> MoodleApi:
    return MoodleApi(door(moodle), moodle.url, moodle.token, pace=pace)


def door(moodle: FakeMoodle) -> HttpDoor:
    return Door(moodle.host_port)


@pytest.mark.parametrize("ref", ["4", "idnumber:ID-ML"])
def test_a_course_is_found(api: MoodleApi, moodle: FakeMoodle, ref: str) -> None:
    course = api.course(ref)
    assert (course.id, course.title, course.visible) == ("4", "Wachtwoorden & MFA", True)
    assert course.url == f"{moodle.url}/course/view.php?id=4"


@pytest.mark.parametrize("ref", ["5", "idnumber:NOPE", "four"])
def test_a_course_that_is_not_there(api: MoodleApi, ref: str) -> None:
    with pytest.raises(Refused, match="no_course"):
        api.course(ref)


def test_500_people_reach_a_course_in_5_writing_calls(
    api: MoodleApi, moodle: FakeMoodle, pace: Steps
) -> None:
    outcomes = api.enrol("4", PEOPLE)
    assert {outcome.state for outcome in outcomes} == {"enrolled"}
    assert moodle.enrolled("4") == set(PEOPLE)
    assert moodle.writing_calls == [100] * 5
    assert pace.taken == 5


def test_who_is_there_is_left_alone(api: MoodleApi, moodle: FakeMoodle) -> None:
    moodle.enrol("4", "100", suspended=True)
    moodle.enrol("4", "101")
    states = [outcome.state for outcome in api.enrol("4", ["100", "101", "102"])]
    assert states == ["present", "present", "enrolled"]
    assert moodle.suspended("4") == {"100"}
    assert moodle.writing_calls == [1]


def test_nothing_is_written_when_all_are_there(api: MoodleApi, moodle: FakeMoodle) -> None:
    moodle.enrol("4", "100")
    api.enrol("4", ["100", "100"])
    assert moodle.writing_calls == []


def test_a_faulty_entry_ends_up_alone(api: MoodleApi, moodle: FakeMoodle) -> None:
    wanted = [*PEOPLE[:60], "999999", *PEOPLE[60:99]]
    outcomes = {outcome.user_id: outcome for outcome in api.enrol("4", wanted)}
    assert outcomes["999999"].state == "refused"
    assert "shows no such account" in outcomes["999999"].reason
    assert moodle.enrolled("4") == set(PEOPLE[:99])


LATER = {
    "down": Weather("500"),
    "busy": Weather("503", retry_after="120"),
    "rate limit": Weather("429", retry_after="30"),
    "login page": Weather("login"),
    "leads to the login": Weather("redirect"),
    "maintenance": Weather("maintenance"),
}


@pytest.mark.parametrize("weather", LATER.values(), ids=LATER)
def test_bad_weather_is_for_later(api: MoodleApi, moodle: FakeMoodle, weather: Weather) -> None:
    moodle.weather = weather
    with pytest.raises(Unavailable) as caught:
        api.enrol("4", ["100"])
    expected = float(weather.retry_after) if weather.retry_after else None
    assert caught.value.retry_after == expected
    moodle.weather = None
    assert [outcome.state for outcome in api.enrol("4", ["100"])] == ["enrolled"]


def test_a_site_that_is_gone_is_for_later(moodle: FakeMoodle, pace: Steps) -> None:
    with FakeMoodle() as other:
        address = other.url
        allowed = other.host_port
    gone = Door(allowed)
    with pytest.raises(Unavailable):
        MoodleApi(gone, address, "t", pace=pace).course("4")


REFUSED = {"wsusercannotassign": "7", "wsnoinstance": "5"}


@pytest.mark.parametrize(("code", "role"), REFUSED.items())
def test_a_right_that_is_missing_stops_the_course_at_once(
    moodle: FakeMoodle, pace: Steps, code: str, role: str
) -> None:
    if code == "wsnoinstance":
        moodle.site.no_manual.add("4")
    api = MoodleApi(door(moodle), moodle.url, moodle.token, role_id=int(role), pace=pace)
    with pytest.raises(Refused) as caught:
        api.enrol("4", PEOPLE)
    assert caught.value.code == code
    assert len(moodle.writing_calls) == 1
    assert not api.can_enrol("4").ok
    assert moodle.enrolled("4") == set()


def test_a_check_that_enrols_nobody(api: MoodleApi, moodle: FakeMoodle) -> None:
    assert api.can_enrol("4").ok
    assert moodle.enrolled("4") == set()


def test_a_wrong_token_is_for_a_person(moodle: FakeMoodle, pace: Steps) -> None:
    api = MoodleApi(door(moodle), moodle.url, "another", pace=pace)
    with pytest.raises(Refused, match="invalidtoken"):
        api.course("4")
    [result] = api.check()
    assert not result.ok
    assert "token" in result.advice


def test_the_check_names_each_function(api: MoodleApi, moodle: FakeMoodle) -> None:
    assert all(result.ok for result in api.check())
    moodle.site.lacking.add("enrol_manual_enrol_users")
    [missing] = [result for result in api.check() if not result.ok]
    assert "enrol_manual_enrol_users" in missing.what


def test_people_are_looked_up_in_batches(api: MoodleApi, moodle: FakeMoodle) -> None:
    found = api.find_people("idnumber", [f"P{number}" for number in PEOPLE] + ["P1"])
    assert len(found) == 500
    assert found["P100"].function_field == "beleid"
    assert len(moodle.calls) == 2


def test_one_strange_value_spoils_no_look_up(api: MoodleApi) -> None:
    found = api.find_people("username", ["user100", "USER101", "user102"])
    assert set(found) == {"user100", "user102"}


def test_two_people_with_one_number_are_nobody(api: MoodleApi, moodle: FakeMoodle) -> None:
    moodle.add_user("700", idnumber="P100")
    assert set(api.find_people("idnumber", ["P100", "P101"])) == {"P101"}


def test_only_known_adapters_are_built(moodle: FakeMoodle, pace: Steps) -> None:
    with pytest.raises(Refused, match="no_adapter"):
        lms_api("sakai", door(moodle), moodle.url, "t", {}, pace)


@pytest.mark.parametrize(
    "options",
    [{"role_id": "student"}, {"role_id": "0"}, {"role_id": "²"}, {"roleid": "5"}],
    ids=str,
)
def test_an_option_that_cannot_be_right_is_refused(
    moodle: FakeMoodle, pace: Steps, options: dict[str, str]
) -> None:
    with pytest.raises(Refused, match="bad_option"):
        lms_api("moodle", door(moodle), moodle.url, "t", options, pace)
