"""Answers to a token request of whatever shape, from a server on a socket."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer

from adapters.advantage import Advantage
from adapters.errors import Refused, Unavailable
from tests.adapters.advantage_world import Shelf, open_door, registered
from tests.clock import Clock


def code_of(httpserver: HTTPServer, body: str, status: int = 200) -> str:
    """The outcome of a token answer: the code of the refusal, `later`, or `fine`."""
    httpserver.expect_request("/token").respond_with_data(body, status, content_type="text/html")
    httpserver.expect_request("/members").respond_with_json({"members": []})
    host = f"{httpserver.host}:{httpserver.port}"
    shelf = Shelf()
    service = Advantage(open_door(host), registered(httpserver.url_for("/token")), shelf, Clock())
    try:
        service.members(httpserver.url_for("/members"))
    except Refused as fault:
        return fault.code
    except Unavailable:
        return "later"
    return "fine"


USABLE = ['"expires_in": 3600', '"expires_in": "3600"', '"expires_in": 1e999', '"expires_in": -5']
USABLE += ['"expires_in": null', '"expires_in": {}', '"x": 1', '"scope": null', '"scope": 7']


@pytest.mark.parametrize("rest", USABLE)
def test_a_token_whose_life_is_unclear_is_used_all_the_same(
    httpserver: HTTPServer, rest: str
) -> None:
    assert code_of(httpserver, f'{{"access_token": "t", {rest}}}') == "fine"


UNUSABLE = {
    "nothing": "",
    "a page": "<html>Log in</html>",
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "no token": '{"token_type": "Bearer"}',
    "an empty token": '{"access_token": ""}',
    "no text": '{"access_token": {"a": 1}}',
    "a header more": '{"access_token": "t\\r\\nX-Other: 1"}',
    "a space": '{"access_token": "t u"}',
    "no ASCII": '{"access_token": "tøken"}',
    "too long": '{"access_token": "' + "t" * 9000 + '"}',
    "too deep": "[" * 100_000,
}


@pytest.mark.parametrize("body", UNUSABLE.values(), ids=UNUSABLE)
def test_what_is_no_token_is_for_later(httpserver: HTTPServer, body: str) -> None:
    assert code_of(httpserver, body) == "later"


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_in_other_words_has_a_name_too(httpserver: HTTPServer, status: int) -> None:
    assert code_of(httpserver, '{"error": "x"}', status) == "no_token"


def test_the_scope_in_the_answer_counts_and_not_what_was_asked(httpserver: HTTPServer) -> None:
    token = {
        "access_token": "t",
        "expires_in": 3600,
        "scope": "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    }
    assert code_of(httpserver, json.dumps(token)) == "no_scope"
