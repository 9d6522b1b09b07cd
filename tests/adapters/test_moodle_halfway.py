"""Nothing is lost and nothing is written twice: a Moodle that fails halfway."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from adapters.errors import Refused, Unavailable
from adapters.fakes.moodle import FakeMoodle, Weather
from adapters.lms import EnrolOutcome
from adapters.moodle import MoodleApi
from adapters.moodle_advice import PARTICIPANTS
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_replay import Answer, Recorded, ok
from tests.doors import Door

PEOPLE = [str(number) for number in range(100, 600)]


@pytest.fixture
def moodle() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        site.add_course("4", "ID-ML", "Veilig mailen")
        for number in PEOPLE:
            site.add_user(number)
        yield site


def adapter(moodle: FakeMoodle, pace: Callable[[], None] = on.no_pace) -> MoodleApi:
    return MoodleApi(Door(moodle.host_port), moodle.url, moodle.token, pace=pace)


def states(outcomes: list[EnrolOutcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


class Storms:
    """The weather before each writing call, by its number; the pace brings it."""

    def __init__(self, moodle: FakeMoodle, weather: dict[int, Weather]) -> None:
        self.moodle, self.weather, self.steps = moodle, weather, 0

    def __call__(self) -> None:
        self.steps += 1
        self.moodle.weather = self.weather.get(self.steps)


@pytest.mark.parametrize("kind", ["500", "503", "login", "maintenance", "lost-answer"])
def test_a_call_that_fails_halfway_loses_nothing_and_repeats_nothing(
    moodle: FakeMoodle, kind: str
) -> None:
    api = adapter(moodle, Storms(moodle, {3: Weather(kind, times=1)}))
    with pytest.raises(Unavailable):
        api.enrol("4", PEOPLE)
    done = 300 if kind == "lost-answer" else 200
    assert moodle.enrolled("4") == set(PEOPLE[:done])
    outcomes = adapter(moodle).enrol("4", PEOPLE)
    assert states(outcomes) == ["present"] * done + ["enrolled"] * (500 - done)
    written = [user for batch in moodle.written for user in batch]
    assert sorted(written) == sorted(PEOPLE), "everybody was written exactly once"


def test_a_moodle_of_which_every_second_call_fails_ends_with_everybody_once(
    moodle: FakeMoodle,
) -> None:
    storms = Storms(moodle, {number: Weather("503", times=1) for number in range(2, 40, 2)})
    api, tries = adapter(moodle, storms), 0
    while tries < 10:
        tries += 1
        try:
            outcomes = api.enrol("4", PEOPLE)
            break
        except Unavailable:
            continue
    assert {row.state for row in outcomes} <= {"enrolled", "present"}
    assert moodle.enrolled("4") == set(PEOPLE)
    assert sorted(user for batch in moodle.written for user in batch) == sorted(PEOPLE)
    assert tries == 5


def test_a_course_that_changes_halfway_keeps_what_was_done(moodle: FakeMoodle) -> None:
    steps = 0

    def pace() -> None:
        nonlocal steps
        steps += 1
        if steps == 3:
            moodle.site.no_manual.add("4")

    outcomes = adapter(moodle, pace).enrol("4", PEOPLE)
    assert states(outcomes) == ["enrolled"] * 200 + ["refused"] * 300
    assert "manual enrolment" in outcomes[-1].reason
    assert steps == 3
    moodle.site.no_manual.clear()
    again = adapter(moodle).enrol("4", PEOPLE)
    assert states(again) == ["present"] * 200 + ["enrolled"] * 300


def test_a_token_that_is_withdrawn_halfway_is_for_a_person_and_loses_nothing(
    moodle: FakeMoodle,
) -> None:
    first = moodle.token
    with pytest.raises(Refused, match="invalidtoken"):
        adapter(moodle, lambda: setattr(moodle, "token", "another")).enrol("4", PEOPLE[:150])
    moodle.token = first
    assert states(adapter(moodle).enrol("4", PEOPLE[:150])) == ["enrolled"] * 150


def test_each_writing_call_waits_for_the_pace_first(moodle: FakeMoodle) -> None:
    before: list[int] = []
    api = adapter(moodle, lambda: before.append(len(moodle.written)))
    api.enrol("4", PEOPLE[:250])
    assert api.can_enrol("4").ok
    assert before == [0, 1, 2, 3, 4]
    assert len(moodle.written) == 5


def test_a_reason_names_nobody(moodle: FakeMoodle) -> None:
    moodle.delete_user("133")
    reasons = {row.reason for row in adapter(moodle).enrol("4", ["133", "9999999", "x"])}
    assert not any("133" in reason or "9999999" in reason for reason in reasons)
    with pytest.raises(Refused) as caught:
        MoodleApi(
            Door(moodle.host_port), moodle.url, moodle.token, role_id=1, pace=on.no_pace
        ).enrol("4", ["100"])
    assert "100" not in str(caught.value)


@pytest.mark.parametrize("answer", [None, {}, {"users": []}, "x"], ids=str)
@pytest.mark.parametrize("function", [PARTICIPANTS, "core_user_get_users_by_field"])
def test_half_an_answer_is_for_later(function: str, answer: object) -> None:
    given: dict[str, Answer] = {function: ok(answer)}
    with on.recording(given) as stage:
        with pytest.raises(Unavailable, match="something unexpected"):
            stage.api.enrol("4", ["17"])
        assert stage.written() == []


def test_a_course_list_that_is_none_is_no_missing_course() -> None:
    answers: dict[str, Answer] = {
        "core_course_get_courses_by_field": ok(None),
        "core_webservice_get_site_info": ok(None),
    }
    with on.recording(answers) as stage:
        with pytest.raises(Unavailable):
            stage.api.course("4")
        with pytest.raises(Unavailable):
            stage.api.check()


HTML = b"<!DOCTYPE html><title>No</title>"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, b"", "ws_off"),
        (403, HTML, "not_let_in"),
        (401, HTML, "not_let_in"),
        (404, HTML, "no_moodle"),
    ],
)
def test_a_door_that_stays_shut_is_for_a_person(status: int, body: bytes, code: str) -> None:
    shut = Recorded("", {}, status, "text/html", body)
    with on.recording({PARTICIPANTS: shut}) as stage, pytest.raises(Refused, match=code):
        stage.api.enrol("4", ["17"])


def test_an_address_that_moved_is_for_a_person(moodle: FakeMoodle) -> None:
    moodle.weather = Weather("moved")
    with pytest.raises(Refused, match="moved") as caught:
        adapter(moodle).enrol("4", ["100"])
    assert f"https://{moodle.host_port} with `themascan platform api`" in caught.value.reason
