"""What stands in the gradebook decides whether, and when, a mark is sent once more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from adapters.advantage import Advantage
from adapters.errors import Refused, Troubled
from tests.adapters.advantage_world import NOW, Shelf, open_door, registered
from tests.clock import Clock

ZERO = {"userId": "6", "resultScore": 0, "resultMaximum": 1}


def service(httpserver: HTTPServer) -> Advantage:
    httpserver.expect_request("/token").respond_with_json({"access_token": "t"})
    door = open_door(f"{httpserver.host}:{httpserver.port}")
    return Advantage(door, registered(httpserver.url_for("/token")), Shelf(), Clock(NOW))


def marked(httpserver: HTTPServer, results: Any, *statuses: int) -> list[str]:
    """Post a mark that is answered with these statuses; the timestamps that were sent."""
    sent: list[str] = []

    def answer(request: Request) -> Response:
        sent.append(json.loads(request.data)["timestamp"])
        return Response("", statuses[len(sent) - 1])

    httpserver.expect_request("/item/scores").respond_with_handler(answer)
    httpserver.expect_request("/item/results").respond_with_json(results)
    service(httpserver).post_mark(httpserver.url_for("/item"), "6", NOW)
    return sent


STANDING: dict[str, Any] = {
    "one of one": [{"userId": "6", "resultScore": 1, "resultMaximum": 1}],
    "a hundred of a hundred": [{"userId": "6", "resultScore": 100.0, "resultMaximum": 100}],
    "more than all": [{"userId": "6", "resultScore": 2, "resultMaximum": 1}],
    "among others": [ZERO | {"userId": "7"}, {"userId": 6, "resultScore": 1, "resultMaximum": 1}],
}


@pytest.mark.parametrize("status", [400, 409, 422])
@pytest.mark.parametrize("results", STANDING.values(), ids=STANDING)
def test_a_mark_that_stands_is_not_sent_again(
    httpserver: HTTPServer, results: Any, status: int
) -> None:
    assert len(marked(httpserver, results, status)) == 1


NOT_STANDING: dict[str, Any] = {
    "nothing": [],
    "an erased grade": [{"userId": "6"}],
    "zero": [ZERO],
    "zero of zero": [ZERO | {"resultMaximum": 0}],
    "half": [ZERO | {"resultScore": 0.5}],
    "text": [ZERO | {"resultScore": "1"}],
    "somebody else's": [{"userId": "66", "resultScore": 1, "resultMaximum": 1}],
    "no list": {"error": "x"},
    "no rows": [None, 7, "6"],
}


@pytest.mark.parametrize("results", NOT_STANDING.values(), ids=NOT_STANDING)
def test_without_a_mark_it_is_sent_once_more_and_not_oftener(
    httpserver: HTTPServer, results: Any
) -> None:
    assert len(marked(httpserver, results, 409, 200)) == 2


STAMPS = {
    "2026-11-24T14:00:00+01:00": "2026-11-24T13:00:01+00:00",
    "2026-11-24T13:00:00.750Z": "2026-11-24T13:00:01+00:00",
    "2026-11-24T13:00:00": "2026-11-24T13:00:01+00:00",
    "2020-01-01T00:00:00Z": "2026-11-23T13:00:01+00:00",
    "9999-12-31T23:59:59Z": "2026-11-23T13:00:01+00:00",
    "0001-01-01T00:00:00+14:00": "2026-11-23T13:00:01+00:00",
    "gisteren": "2026-11-23T13:00:01+00:00",
    "": "2026-11-23T13:00:01+00:00",
}


@pytest.mark.parametrize(("stamp", "expected"), STAMPS.items(), ids=STAMPS)
def test_it_is_dated_after_what_stands(httpserver: HTTPServer, stamp: str, expected: str) -> None:
    sent = marked(httpserver, [ZERO | {"timestamp": stamp}], 409, 200)
    assert sent == ["2026-11-23T13:00:00+00:00", expected]


@pytest.mark.parametrize("status", [400, 422])
def test_who_has_no_mark_and_gets_none_is_not_gradable(httpserver: HTTPServer, status: int) -> None:
    with pytest.raises(Refused) as caught:
        marked(httpserver, [], status)
    assert caught.value.code == "not_gradable"


def test_the_second_refusal_counts_as_the_first_would(httpserver: HTTPServer) -> None:
    with pytest.raises(Refused, match="not_gradable"):
        marked(httpserver, [], 409, 400)


def test_twice_too_early_is_trouble(httpserver: HTTPServer) -> None:
    with pytest.raises(Troubled):
        marked(httpserver, [], 409, 409)


@pytest.mark.parametrize("status", [404, 410])
def test_a_column_that_is_gone(httpserver: HTTPServer, status: int) -> None:
    with pytest.raises(Refused, match="no_line_item"):
        marked(httpserver, [], status)
