"""What is Canvas's own: pages, throttling, states of an enrolment, requirements of modules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from adapters.build import lms_api
from adapters.errors import Refused, Unavailable
from adapters.fakes.canvas import FakeCanvas
from adapters.fakes.rest_server import Asked, Reply
from adapters.lms import Finished, LmsApi, SearchesCourses, TellsCompletion
from tests.doors import Door


@pytest.fixture
def site() -> Iterator[FakeCanvas]:
    with FakeCanvas() as made:
        made.add_course("4", "ID/ML 1", "Veilig mailen")
        for number in range(100, 350):
            made.add_user(str(number))
        yield made


@pytest.fixture
def api(site: FakeCanvas) -> LmsApi:
    door = Door(site.host_port)
    return lms_api("canvas", door, site.url, site.token, {}, lambda: None)


def test_what_is_sent_is_what_the_documentation_asks(site: FakeCanvas, api: LmsApi) -> None:
    api.enrol("4", ["100"])
    asked = site.asked[-1]
    assert asked.path == ("api", "v1", "courses", "4", "enrollments")
    assert asked.headers["user-agent"] == "themascan"
    assert parse_qs(asked.body.decode()) == {
        "enrollment[user_id]": ["100"],
        "enrollment[type]": ["StudentEnrollment"],
        "enrollment[enrollment_state]": ["active"],
        "enrollment[notify]": ["false"],
    }


@pytest.mark.parametrize("state", ["invited", "completed", "inactive", "deleted", "rejected"])
def test_an_enrolment_in_any_state_is_left_alone(site: FakeCanvas, api: LmsApi, state: str) -> None:
    site.enrol("4", "100", state)
    assert [row.state for row in api.enrol("4", ["100"])] == ["present"]
    assert site.written == []
    assert site.enrolled("4", state) == {"100"}


@pytest.mark.parametrize(
    "odd", [None, "x", {}, {"id": None}, {"id": 1}, {"id": 1, "user_id": None}]
)
def test_a_participant_nobody_can_read_is_not_passed_over(odd: Any) -> None:
    class Odd(FakeCanvas):
        def _enrolments(self, asked: Asked, course: str) -> Reply:
            return Reply(200, [odd])

    with Odd() as made:
        made.add_course("4", "ID/ML 1", "Veilig mailen")
        made.add_user("100")
        door = Door(made.host_port)
        api = lms_api("canvas", door, made.url, made.token, {}, lambda: None)
        with pytest.raises(Unavailable, match="unexpected"):
            api.enrol("4", ["100"])
        assert made.written == []


def test_every_page_is_read(site: FakeCanvas, api: LmsApi) -> None:
    people = [str(number) for number in range(100, 350)]
    for user in people:
        site.enrol("4", user)
    assert {row.state for row in api.enrol("4", people)} == {"present"}
    assert site.written == []


def test_a_next_page_on_another_host_gets_no_token(site: FakeCanvas, api: LmsApi) -> None:
    with FakeCanvas() as other:
        for number in range(100, 350):
            site.enrol("4", str(number))
        site.next_host = other.url
        with pytest.raises(Unavailable, match="another host"):
            api.enrol("4", ["100"])
        assert other.asked == []


def test_asking_too_much_is_for_later(site: FakeCanvas, api: LmsApi) -> None:
    site.throttled = True
    with pytest.raises(Unavailable) as caught:
        api.enrol("4", ["100"])
    assert caught.value.retry_after == 60


def test_a_number_with_strange_characters_finds_its_course(api: LmsApi) -> None:
    assert api.course("idnumber:ID/ML 1").id == "4"


def test_a_course_that_is_not_published_is_not_visible(site: FakeCanvas, api: LmsApi) -> None:
    site.add_course("5", "X", "Straks", visible=False)
    assert not api.course("5").visible


def test_a_concluded_course_refuses_each_with_a_reason(site: FakeCanvas, api: LmsApi) -> None:
    site.data.courses["4"]["workflow_state"] = "completed"
    [row] = api.enrol("4", ["100"])
    assert row.state == "refused"
    assert "concluded" in row.reason


def test_who_may_not_see_people_writes_nothing(site: FakeCanvas, api: LmsApi) -> None:
    site.data.without.add("see_people")
    with pytest.raises(Refused, match="may not see who is in the course"):
        api.enrol("4", ["100"])
    assert site.written == []
    assert not api.can_enrol("4").ok


def test_a_right_that_is_missing_shows_before_anybody_is_enrolled(
    site: FakeCanvas, api: LmsApi
) -> None:
    site.data.without.add("add_student")
    result = api.can_enrol("4")
    assert (result.ok, site.written) == (False, [])
    assert "add Students" in result.advice


def test_the_check_names_an_account_that_may_not_be_searched(site: FakeCanvas, api: LmsApi) -> None:
    site.data.without.add("account")
    [wrong] = [row for row in api.check() if not row.ok]
    assert "account self" in wrong.what


def test_courses_are_searched(api: LmsApi) -> None:
    assert isinstance(api, SearchesCourses)
    assert [course.title for course in api.search_courses("mail")] == ["Veilig mailen"]
    assert api.search_courses("m") == api.search_courses(" ") == []


def test_who_met_the_requirements_is_done(site: FakeCanvas, api: LmsApi) -> None:
    assert isinstance(api, TellsCompletion)
    for user in ("100", "101"):
        site.enrol("4", user)
    site.data.done["4", "100"] = "2026-11-20T09:00:00Z"
    done = Finished("100", datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert api.completions("4", ["101", "100", "102"]) == [done]
    site.data.no_modules.add("4")
    with pytest.raises(Refused, match="requirements"):
        api.completions("4", ["100"])
