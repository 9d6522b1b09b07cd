"""What is Brightspace's own: versions, bookmarks, roles, scopes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.build import lms_api
from adapters.errors import Refused, Unavailable
from adapters.fakes.brightspace import FakeBrightspace
from adapters.fakes.rest_server import Asked, Reply
from adapters.lms import LmsApi, SearchesCourses
from tests.doors import Door


@pytest.fixture
def site() -> Iterator[FakeBrightspace]:
    with FakeBrightspace() as made:
        made.add_course("4", "ML", "Veilig mailen")
        made.add_course("5", "ML-2", "Veilig delen")
        for number in range(100, 200):
            made.add_user(str(number))
        yield made


@pytest.fixture
def api(site: FakeBrightspace) -> LmsApi:
    return adapter(site, str(site.role_id))


def adapter(site: FakeBrightspace, role: str) -> LmsApi:
    door = Door(site.host_port)
    return lms_api("brightspace", door, site.url, site.token, {"role_id": role}, lambda: None)


def test_what_is_sent_is_what_the_documentation_asks(site: FakeBrightspace, api: LmsApi) -> None:
    api.enrol("4", ["100"])
    asked = site.asked[-1]
    assert asked.path == ("d2l", "api", "lp", "1.53", "enrollments")
    assert json.loads(asked.body) == {"OrgUnitId": 4, "UserId": 100, "RoleId": 110}


def test_the_role_must_be_given(site: FakeBrightspace) -> None:
    door = Door(site.host_port)
    with pytest.raises(Refused, match="role_id is missing"):
        lms_api("brightspace", door, site.url, site.token, {}, lambda: None)


def test_a_wrong_role_refuses_each_with_a_reason(site: FakeBrightspace) -> None:
    [row] = adapter(site, "999").enrol("4", ["100"])
    assert row.state == "refused"
    assert "role_id" in row.reason


def test_the_versions_are_asked_once(site: FakeBrightspace, api: LmsApi) -> None:
    api.enrol("4", ["100", "101"])
    assert [asked.path[-1] for asked in site.asked].count("versions") == 1


def test_every_page_is_read(site: FakeBrightspace, api: LmsApi) -> None:
    people = [str(number) for number in range(100, 200)]
    for user in people:
        site.enrol("4", user)
    assert {row.state for row in api.enrol("4", people)} == {"present"}
    assert site.written == []


def test_a_bookmark_that_comes_again_ends_it(site: FakeBrightspace) -> None:
    class Round(FakeBrightspace):
        def _participants(self, asked: Asked, course: str) -> Reply:
            paging = {"Bookmark": "1", "HasMoreItems": True}
            return Reply(200, {"PagingInfo": paging, "Items": []})

    with Round() as made, pytest.raises(Unavailable, match="on and on"):
        adapter(made, "110").enrol("4", ["100"])


@pytest.mark.parametrize("odd", [None, "x", {}, {"User": None}, {"User": {"Identifier": None}}])
def test_a_participant_nobody_can_read_is_not_passed_over(odd: Any) -> None:
    class Odd(FakeBrightspace):
        def _participants(self, asked: Asked, course: str) -> Reply:
            paging = {"Bookmark": "1", "HasMoreItems": False}
            return Reply(200, {"PagingInfo": paging, "Items": [odd]})

    with Odd() as made:
        with pytest.raises(Unavailable, match="unexpected"):
            adapter(made, "110").enrol("4", ["100"])
        assert made.written == []


def test_somebody_who_came_in_meanwhile_is_there(site: FakeBrightspace, api: LmsApi) -> None:
    site.data.conflicts.add("100")
    assert [row.state for row in api.enrol("4", ["100"])] == ["present"]


@pytest.mark.parametrize(
    ("lacking", "word"),
    [("scope", "scopes"), ("enrol", "its role"), ("see_people", "role")],
)
def test_what_the_account_may_not_is_told_apart(
    site: FakeBrightspace, api: LmsApi, lacking: str, word: str
) -> None:
    site.data.without.add(lacking)
    with pytest.raises(Refused, match=word):
        api.enrol("4", ["100"])
    assert site.enrolled("4") == set()


def test_after_some_were_written_the_others_are_refused_one_by_one(
    site: FakeBrightspace, api: LmsApi
) -> None:
    paced: list[Any] = []

    def third_loses_the_right() -> None:
        paced.append(None)
        if len(paced) == 3:
            site.data.without.add("enrol")

    door = Door(site.host_port)
    options = {"role_id": str(site.role_id)}
    slow = lms_api("brightspace", door, site.url, site.token, options, third_loses_the_right)
    states = [row.state for row in slow.enrol("4", ["100", "101", "102", "103"])]
    assert states == ["enrolled", "enrolled", "refused", "refused"]
    assert len(paced) == 3


def test_a_code_is_the_whole_code(api: LmsApi) -> None:
    assert api.course("idnumber:ML").id == "4"
    with pytest.raises(Refused, match="no_course"):
        api.course("idnumber:M")


def test_courses_are_searched(api: LmsApi) -> None:
    assert isinstance(api, SearchesCourses)
    assert [course.id for course in api.search_courses("veilig")] == ["4", "5"]
    assert api.search_courses(" ") == []
