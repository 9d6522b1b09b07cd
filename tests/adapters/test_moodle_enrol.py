"""Nobody's enrolment is changed: what Moodle would do to it, and how the adapter keeps off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from adapters.errors import Refused
from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.moodle_site import Enrolment
from adapters.lms import EnrolOutcome
from adapters.moodle import MoodleApi
from adapters.moodle_advice import ENROL
from adapters.moodle_wire import MoodleWire
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_replay import document
from tests.doors import Door

PEOPLE = [str(number) for number in range(100, 600)]
SEE_PEOPLE = "moodle/user:viewdetails"


@pytest.fixture
def moodle() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        site.add_course("4", "ID-ML", "Veilig mailen")
        site.add_course("5", "ID-ML2", "Slim zoeken")
        for number in PEOPLE:
            site.add_user(number)
        yield site


def adapter(moodle: FakeMoodle, pace: Callable[[], None] = on.no_pace) -> MoodleApi:
    return MoodleApi(Door(moodle.host_port), moodle.url, moodle.token, pace=pace)


def states(outcomes: list[EnrolOutcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


class TestMoodleItself:
    """What Moodle does when it is asked to enrol somebody who is there (the fake as recorded)."""

    AFTER = document("ws-1")

    def rows(self, moodle: FakeMoodle, *names: str) -> Enrolment:
        moodle.add_user("16")
        for user in ("19", "21"):
            moodle.add_user(user)
        wire = MoodleWire(Door(moodle.host_port), moodle.url, moodle.token)
        user = ""
        for name in names:
            params = self.AFTER[name]["encoded_params"]
            wire.call(ENROL, params)
            user = str(params["enrolments[0][userid]"])
        return moodle.site.enrolments["4"][user]

    @pytest.mark.parametrize(
        "names",
        [
            ("enrol_times", "enrol_times_then_none"),
            ("enrol_suspend", "enrol_unsuspend"),
            ("enrol_suspend2", "enrol_without_suspend_key"),
        ],
    )
    def test_enrolling_again_wipes_dates_and_suspension(
        self, moodle: FakeMoodle, names: tuple[str, str]
    ) -> None:
        assert self.AFTER[names[1]]["after"] == "0 | 0 | 0 roles:student"
        before = self.rows(moodle, names[0])
        assert before.suspended or before.timestart
        assert self.rows(moodle, *names) == Enrolment([5])

    def test_a_second_role_is_added(self, moodle: FakeMoodle) -> None:
        assert "teacher,student" in self.AFTER["enrol_again_other_role"]["after"]
        assert self.rows(moodle, "enrol_ok", "enrol_again_other_role").roles == [5, 4]


@pytest.mark.parametrize(
    "there",
    [
        Enrolment([5], suspended=True),
        Enrolment([5], timestart=1795525027, timeend=1796302627),
        Enrolment([5], timestart=1, timeend=2),
        Enrolment([3]),
        Enrolment([4, 5], suspended=True, timeend=2),
    ],
    ids=["suspended", "with dates", "expired", "teacher", "all at once"],
)
def test_an_enrolment_that_is_there_stays_as_it_is(moodle: FakeMoodle, there: Enrolment) -> None:
    before = Enrolment(list(there.roles), there.suspended, there.timestart, there.timeend)
    moodle.site.enrolments["4"]["100"] = there
    assert states(adapter(moodle).enrol("4", ["100", "101"])) == ["present", "enrolled"]
    assert moodle.site.enrolments["4"]["100"] == before
    assert moodle.written == [["101"]]


@pytest.mark.parametrize("teachers", [0, 1, 2, 5])
@pytest.mark.parametrize("service_too", [False, True])
def test_people_whom_the_account_cannot_see_are_never_written(
    moodle: FakeMoodle, teachers: int, service_too: bool
) -> None:
    for number in range(teachers):
        moodle.enrol("4", str(500 + number), teaches=True)
    if service_too:
        moodle.enrol("4", "27")
    moodle.enrol("4", "100", suspended=True)
    moodle.site.without.add(SEE_PEOPLE)
    outcomes = adapter(moodle).enrol("4", ["100", "101"])
    assert states(outcomes) == ["refused", "refused"]
    assert all(SEE_PEOPLE in outcome.reason for outcome in outcomes)
    assert moodle.written == []
    assert moodle.suspended("4") == {"100"}


def test_a_teacher_of_another_course_is_seen_and_known_to_be_there(moodle: FakeMoodle) -> None:
    moodle.enrol("5", "100", teaches=True)
    moodle.enrol("5", "102", teaches=True)
    moodle.enrol("4", "100", suspended=True)
    moodle.site.without.add(SEE_PEOPLE)
    outcomes = adapter(moodle).enrol("4", ["100", "101", "102"])
    assert states(outcomes) == ["present", "refused", "enrolled"]
    assert moodle.suspended("4") == {"100"}


def test_without_the_look_up_nobody_is_written(moodle: FakeMoodle) -> None:
    moodle.site.lacking.add("core_user_get_users_by_field")
    with pytest.raises(Refused, match="add the function to the service"):
        adapter(moodle).enrol("4", ["100"])
    assert moodle.written == []


def test_a_deleted_account_is_set_apart_and_spoils_nothing(moodle: FakeMoodle) -> None:
    moodle.delete_user("107")
    moodle.delete_user("150", cleaned_up=False)
    api = adapter(moodle)
    outcomes = {row.user_id: row for row in api.enrol("4", PEOPLE[:99])}
    assert {user for user, row in outcomes.items() if row.state == "refused"} == {"107", "150"}
    assert "deleted" in outcomes["107"].reason
    assert moodle.writing_calls == [97]
    assert len(api.find_people("id", PEOPLE[:99])) == 97


def test_an_account_deleted_at_the_last_moment_ends_up_alone(moodle: FakeMoodle) -> None:
    api = adapter(moodle, lambda: moodle.delete_user("133"))
    outcomes = {row.user_id: row for row in api.enrol("4", PEOPLE[:100])}
    assert {user for user, row in outcomes.items() if row.state == "refused"} == {"133"}
    assert moodle.enrolled("4") == set(PEOPLE[:100]) - {"133"}
    # Halving: every time the half with the fault is halved again, down to one person.
    assert moodle.writing_calls[:2] == [100, 50]
    assert len(moodle.writing_calls) <= 15
