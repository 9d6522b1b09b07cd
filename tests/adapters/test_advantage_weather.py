"""An LMS that is down, slow, limits, loses answers or talks rubbish: later, and nothing lost."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from adapters.advantage import Advantage
from adapters.errors import Refused, Troubled, Unavailable
from adapters.fakes.advantage import Weather
from tests.adapters.advantage_world import (
    NOW,
    Shelf,
    World,
    new_world,
    open_door,
    registered,
)
from tests.clock import Clock


@pytest.fixture
def world() -> Iterator[World]:
    with new_world() as world:
        yield world


@pytest.mark.parametrize("kind", ["502", "503", "429", "login", "redirect"])
@pytest.mark.parametrize("at", ["token", "lineitems?", "/scores"])
def test_bad_weather_is_for_later_and_then_the_mark_arrives(
    world: World, kind: str, at: str
) -> None:
    world.lms.weather = Weather(kind, at=at.rstrip("?"), retry_after="120")
    item = world.lms.gradebook.address("2", 13)
    with pytest.raises(Unavailable) as caught:
        world.mark(world.item())
    assert not isinstance(caught.value, Troubled)
    assert (caught.value.retry_after == 120) == (kind in ("502", "503", "429"))
    world.lms.weather = None
    world.mark(world.item())
    assert world.lms.grades(item) == {"6": 1}


def test_a_mark_whose_answer_got_lost_is_no_second_mark(world: World) -> None:
    item = world.item()
    world.lms.weather = Weather("lost-answer", times=1, at="/scores")
    with pytest.raises(Unavailable):
        world.mark(item)
    world.mark(item)
    assert len(world.lms.scores) == 1
    assert world.lms.grades(item) == {"6": 1}


def test_a_line_item_whose_answer_got_lost_is_found_again(world: World) -> None:
    item = world.lms.gradebook.address("2", 13)
    world.lms.weather = Weather("lost-answer", times=1, at="token")
    world.item()
    world.lms.gradebook.columns.clear()
    world.lms.weather = Weather("lost-answer", times=2, at="lineitems")
    world.item()
    assert len(world.lms.line_items) == 1
    assert world.item() != item


def test_a_passing_fault_while_reading_is_not_even_noticed(world: World) -> None:
    world.lms.weather = Weather("503", times=2, at="memberships")
    assert len(world.service().members(world.lms.members_url())) == 1


def test_a_limit_on_the_rate_that_looks_like_a_refusal_is_for_later(
    httpserver: HTTPServer,
) -> None:
    said = "403 Forbidden (Rate Limit Exceeded)"
    assert isinstance(mark_answered(httpserver, said, 403), Unavailable)


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"resultUrl": "x"}', "ok"])
@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_mark_counts_as_taken(httpserver: HTTPServer, status: int, body: str) -> None:
    assert mark_answered(httpserver, body, status) is None


@pytest.mark.parametrize("body", ["<!DOCTYPE html><title>Log in</title>", "\ufeff\n <html>"])
def test_a_mark_that_ends_on_a_page_is_for_later(httpserver: HTTPServer, body: str) -> None:
    assert isinstance(mark_answered(httpserver, body, 200), Unavailable)


def test_an_lms_that_is_gone_is_for_later_and_its_fault_names_nobody() -> None:
    with new_world() as world:
        service, address = world.service(), world.lms.members_url()
        service.members(address)
    address += "?user_id=6"
    with pytest.raises(Unavailable) as caught:
        service.members(address)
    # With what lies behind it, as a log would print it.
    told = "".join(traceback.format_exception(caught.value))
    assert "user_id=6" not in told
    assert world.lms.host_port in caught.value.reason


def mark_answered(httpserver: HTTPServer, body: str, status: int) -> Exception | None:
    """What a mark ends in when it is answered like this."""
    httpserver.expect_request("/token").respond_with_json({"access_token": "t"})
    httpserver.expect_request("/item/scores").respond_with_data(body, status)
    try:
        rubbish_service(httpserver).post_mark(httpserver.url_for("/item"), "6", NOW)
    except (Refused, Unavailable) as fault:
        return fault
    return None


def rubbish_service(httpserver: HTTPServer) -> Advantage:
    door = open_door(f"{httpserver.host}:{httpserver.port}")
    return Advantage(door, registered(httpserver.url_for("/token")), Shelf(), Clock(NOW))
