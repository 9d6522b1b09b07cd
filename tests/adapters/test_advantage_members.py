"""Names and roles: everybody, whatever the pages, or a fault in words; never a part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from adapters.advantage import Advantage, Member
from adapters.advantage_members import ROLES
from adapters.advantage_wire import MOST_PAGES
from adapters.errors import Refused, Unavailable
from adapters.fakes.advantage import Weather
from tests.adapters.advantage_world import Shelf, World, new_world, open_door, registered
from tests.clock import Clock

TOKEN = {"access_token": "t", "expires_in": 3600}


@pytest.fixture
def world() -> Iterator[World]:
    with new_world() as world:
        yield world


def read(world: World, course: str = "2") -> list[Member]:
    return world.service().members(world.lms.members_url(course))


def test_a_member_comes_with_all_that_the_lms_tells(world: World) -> None:
    names = {"given_name": "Anna &amp; Bo", "family_name": "Vet", "email": "a@gemeente.example"}
    more = {"lis_person_sourcedid": "P0006", "ext_user_username": "stud06"}
    world.lms.add_member("11", "Anna &amp; Bo Vet", "Instructor", "3", **names, **more)
    (member,) = read(world, "3")
    assert (member.user_id, member.status) == ("11", "Active")
    assert (member.name, member.given_name) == ("Anna & Bo Vet", "Anna & Bo")
    assert (member.email, member.idnumber) == ("a@gemeente.example", "P0006")
    assert (member.username, member.roles) == ("stud06", (ROLES + "Instructor",))


def test_a_member_does_not_show_in_a_log_by_accident(world: World) -> None:
    assert "Zoë" not in repr(read(world))


def test_pages_are_followed_to_the_end(world: World) -> None:
    for number in range(100, 341):
        world.lms.add_member(str(number))
    world.lms.services.page_size = 50
    assert len({member.user_id for member in read(world)}) == 242
    assert world.asked("memberships") == 5
    assert world.asked("token.php") == 1


def test_somebody_on_two_pages_is_one_member(world: World, httpserver: HTTPServer) -> None:
    page = {"members": [{"user_id": "6"}, {"user_id": "7"}]}
    pages = {"": (page, '<?page=2>; rel="next"'), "page=2": (page, "")}
    assert len(serve(httpserver, pages).members(httpserver.url_for("/members"))) == 2


@pytest.mark.parametrize("kind", ["500", "503", "429", "login", "redirect", "lost-answer"])
def test_bad_weather_on_a_later_page_gives_nothing_at_all(world: World, kind: str) -> None:
    world.lms.add_member("7")
    world.lms.services.page_size = 1
    service = world.service()
    first = service.members(world.lms.members_url())
    world.lms.weather = Weather(kind, at="memberships", retry_after="30")
    with pytest.raises(Unavailable):
        service.members(world.lms.members_url())
    world.lms.weather = None
    assert service.members(world.lms.members_url())[0].user_id == first[0].user_id


def test_a_course_that_is_gone_is_told(world: World) -> None:
    with pytest.raises(Refused, match="no_course"):
        read(world, "999")


Page = tuple[Any, str]


def serve(httpserver: HTTPServer, pages: Mapping[str, Page]) -> Advantage:
    """An LMS that answers by query string with (document, Link header)."""
    return answering(httpserver, lambda query: pages[query])


def answering(httpserver: HTTPServer, page: Callable[[str], Page]) -> Advantage:
    def answer(request: Request) -> Response:
        content, link = page(request.query_string.decode())
        body = content if isinstance(content, str) else json.dumps(content)
        return Response(body, headers={"Link": link} if link else {})

    httpserver.expect_request("/token").respond_with_json(TOKEN)
    httpserver.expect_request("/members").respond_with_handler(answer)
    door = open_door(f"{httpserver.host}:{httpserver.port}")
    return Advantage(door, registered(httpserver.url_for("/token")), Shelf(), Clock())


LINKS = {
    "plain": '<{url}?Page=Two>; rel="next"',
    "without quotes": "<{url}?Page=Two>;rel=next",
    "relative": '<?Page=Two>; rel="next"',
    "among others": '<{url}?a,b>; rel="prev", <{url}?Page=Two>; title="x"; rel="next last"',
    "curly": "<{url}?Page=Two&amp;>; rel=“next”",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_the_next_page_is_found_in_its_own_case(httpserver: HTTPServer, link: str) -> None:
    url = httpserver.url_for("/members")
    sent = link.format(url=url).encode().decode("latin-1")
    last = ({"members": [{"user_id": "b"}]}, "")
    pages = {"": ({"members": [{"user_id": "a"}]}, sent), "Page=Two": last, "Page=Two&": last}
    assert [member.user_id for member in serve(httpserver, pages).members(url)] == ["a", "b"]


STRANGE = {
    "itself": ("<{url}>", "endless"),
    "another host": ("<http://127.0.0.2:9/members>", "strange_address"),
    "another port": ("<http://127.0.0.1:9/members>", "strange_address"),
    "another scheme": ("<https://{host}/members>", "strange_address"),
    "no web address": ("<file:///etc/passwd>", "bad_address"),
    "a broken address": ("<http://[::1>", "bad_address"),
    "a name in it": ("<http://a:b@{host}/members>", "bad_address"),
}


@pytest.mark.parametrize(("link", "code"), STRANGE.values(), ids=STRANGE)
def test_a_next_page_that_leads_astray_is_refused(
    httpserver: HTTPServer, link: str, code: str
) -> None:
    url, host = httpserver.url_for("/members"), f"{httpserver.host}:{httpserver.port}"
    sent = link.format(url=url, host=host) + '; rel="next"'
    with pytest.raises(Refused) as caught:
        answering(httpserver, lambda query: ({"members": []}, sent)).members(url)
    assert caught.value.code == code


def test_pages_without_end_come_to_an_end(httpserver: HTTPServer) -> None:
    asked: list[str] = []

    def page(query: str) -> Page:
        asked.append(query)
        return {"members": []}, f'<?{len(asked)}>; rel="next"'

    with pytest.raises(Refused, match="without end"):
        answering(httpserver, page).members(httpserver.url_for("/members"))
    assert len(asked) == MOST_PAGES


GARBAGE: dict[str, Any] = {
    "a page": "<html>Log in</html>",
    "nothing": "",
    "too deep": "[" * 100_000,
    "a list": [],
    "no members": {"context": {}},
    "members by name": {"members": {"6": {}}},
    "a name": {"members": ["Zoë"]},
    "nobody": {"members": [{"user_id": "6"}, {"name": "Zoë"}]},
    "an empty id": {"members": [{"user_id": ""}]},
    "an id that is a list": {"members": [{"user_id": ["6"]}]},
    "an id that is true": {"members": [{"user_id": True}]},
}


@pytest.mark.parametrize("page", GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_for_later_and_nobody_counts_as_gone(httpserver: HTTPServer, page: Any) -> None:
    with pytest.raises(Unavailable) as caught:
        serve(httpserver, {"": (page, "")}).members(httpserver.url_for("/members"))
    assert "Zoë" not in caught.value.reason


def test_strange_fields_are_left_empty(httpserver: HTTPServer) -> None:
    row = {"user_id": 7, "name": None, "given_name": 3, "roles": ["", 4, None, "Learner"]}
    rows = [row, {"user_id": "8", "roles": "Learner", "email": "a\0b", "name": "\ud800"}]
    page = ({"members": rows}, "")
    first, second = serve(httpserver, {"": page}).members(httpserver.url_for("/members"))
    assert (first.user_id, first.name, first.given_name) == ("7", "", "")
    assert first.roles == (ROLES + "Learner",)
    assert (second.roles, second.email, second.name) == ((), "ab", "?")


def test_full_roles_stay_as_they_are(httpserver: HTTPServer) -> None:
    role = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"
    page = ({"members": [{"user_id": "7", "roles": [role]}]}, "")
    (member,) = serve(httpserver, {"": page}).members(httpserver.url_for("/members"))
    assert member.roles == (role,)
