"""Service tokens: how they are asked for, how long they are kept, and each refusal by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.advantage import Advantage
from adapters.advantage_tokens import KEYS_OUT_OF_REACH, cache_key
from adapters.errors import Refused, Troubled, Unavailable
from adapters.fakes.advantage import Weather
from adapters.fakes.advantage_office import AGS
from tests.adapters.advantage_world import Shelf, World, new_world, open_door, registered
from tests.clock import Clock

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"


@pytest.fixture
def world() -> Iterator[World]:
    with new_world() as world:
        yield world


def read(world: World, **changes: Any) -> int:
    return len(world.service(**changes).members(world.lms.members_url()))


def refusal(world: World, **changes: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        read(world, **changes)
    return caught.value


def test_the_assertion_names_its_key_and_is_dated_ten_seconds_back(world: World) -> None:
    read(world)
    ((header, claims),) = world.lms.office.assertions
    now = int(world.clock().timestamp())
    assert header == {"alg": "RS256", "kid": "tool-1", "typ": "JWT"}
    assert claims["iss"] == claims["sub"] == "themascan-client"
    assert claims["aud"] == world.lms.token_url
    assert (claims["iat"], claims["exp"]) == (now - 10, now + 300)


def test_the_audience_of_the_registration_goes_before_the_token_address(world: World) -> None:
    read(world, audience="https://sso.lms.example.nl")
    assert world.lms.office.assertions[0][1]["aud"] == "https://sso.lms.example.nl"


def test_no_assertion_is_used_twice(world: World) -> None:
    for _ in range(3):
        read(world)
        world.clock.forward(hours=1)
    assert len({claims["jti"] for _, claims in world.lms.office.assertions}) == 3


def test_a_clock_that_is_ten_seconds_ahead_does_not_matter(world: World) -> None:
    ahead = Clock(world.clock.now)
    ahead.forward(seconds=10)
    door = open_door(world.lms.host_port)
    service = Advantage(door, registered(world.lms.token_url), Shelf(), ahead)
    assert len(service.members(world.lms.members_url())) == 1


def test_a_token_is_kept_until_a_minute_before_its_end(world: World) -> None:
    read(world)
    world.clock.forward(minutes=58, seconds=59)
    read(world)
    assert world.asked("token.php") == 1
    world.clock.forward(seconds=1)
    read(world)
    assert world.asked("token.php") == 2


def test_each_registration_and_each_service_has_a_token_of_its_own(world: World) -> None:
    base = registered(world.lms.token_url)
    others = [
        registered(world.lms.token_url, issuer="https://other.example.nl"),
        registered(world.lms.token_url, client_id="another"),
        registered(world.lms.token_url + "?2"),
    ]
    keys = [cache_key(one, NRPS) for one in [base, *others]] + [cache_key(base, AGS + "score")]
    assert len(set(keys)) == 5
    assert {len(key) for key in keys} == {64}
    assert cache_key(base, "a b") == cache_key(base, "b a")
    read(world)
    world.item()
    assert len(world.shelf.kept) == 2


def test_a_token_that_the_lms_has_forgotten_is_replaced_once(world: World) -> None:
    read(world)
    world.lms.forget_tokens()
    assert read(world) == 1
    assert world.asked("token.php") == 2
    assert [status for *_, status in world.lms.calls[-3:]] == [401, 200, 200]


def test_a_fresh_token_that_is_not_taken_ends_it(world: World) -> None:
    world.lms.weather = Weather("401", at="memberships")
    for _ in range(2):
        assert refusal(world).code == "unauthorized"
    assert world.asked("token.php") == 2


def test_a_service_that_is_off_is_named(world: World) -> None:
    world.lms.office.granted -= {AGS + "lineitem"}
    with pytest.raises(Refused, match=r"column management \(lineitem\): switch it on") as caught:
        world.item()
    assert caught.value.code == "no_scope"


def test_a_key_that_the_lms_does_not_find(world: World) -> None:
    assert refusal(world, kid="not-published").code == "wrong_key"


def test_a_client_that_the_lms_does_not_know(world: World) -> None:
    assert refusal(world, client_id="nobody").code == "unknown_client"


def test_a_clock_that_is_a_minute_ahead_is_told(world: World) -> None:
    ahead = Clock(world.clock.now)
    ahead.forward(minutes=1)
    door = open_door(world.lms.host_port)
    service = Advantage(door, registered(world.lms.token_url), Shelf(), ahead)
    with pytest.raises(Refused, match="NTP"):
        service.members(world.lms.members_url())


def test_our_own_broken_key_is_told(world: World) -> None:
    fault = refusal(world, private_key_pem="-----BEGIN PRIVATE KEY-----\nrubbish\n")
    assert fault.code == "own_key"
    assert "rubbish" not in str(fault)


def test_an_lms_that_cannot_fetch_our_keys_is_for_later_with_advice(world: World) -> None:
    def blocked() -> dict[str, Any]:
        raise OSError("blocked host")

    world.lms.office.keys = blocked
    with pytest.raises(Unavailable) as caught:
        read(world)
    assert KEYS_OUT_OF_REACH in caught.value.reason
    assert "cURL blocked hosts" in caught.value.reason
    assert not isinstance(caught.value, Troubled)


@pytest.mark.parametrize("kind", ["500", "503", "429", "login", "redirect", "lost-answer"])
def test_bad_weather_at_the_token_address_is_for_later(world: World, kind: str) -> None:
    world.lms.weather = Weather(kind, at="token")
    with pytest.raises(Unavailable) as caught:
        read(world)
    assert not isinstance(caught.value, Troubled)
    world.lms.weather = None
    assert read(world) == 1


@pytest.mark.parametrize("url", ["", "lms", "ftp://lms/x", "http://[::1", "http://a:b@lms/t"])
def test_a_token_address_that_is_none(world: World, url: str) -> None:
    assert refusal(world, token_url=url).code == "bad_address"


def test_a_registration_shows_its_key_to_nobody() -> None:
    assert "PRIVATE" not in repr(registered("https://lms.example.nl/token"))
