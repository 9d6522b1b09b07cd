"""What goes over the line: media types, the token in a header, and to web addresses only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer

from adapters.advantage import Advantage
from adapters.errors import Refused
from tests.adapters.advantage_world import CYCLE, LABEL, NOW, Shelf, open_door, registered
from tests.clock import Clock

LIS = "application/vnd.ims.lis."
NRPS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
BEARER = {"Authorization": "Bearer t0k3n"}


@pytest.fixture
def service(httpserver: HTTPServer) -> Advantage:
    httpserver.expect_request("/token").respond_with_json({"access_token": "t0k3n"})
    door = open_door(f"{httpserver.host}:{httpserver.port}")
    return Advantage(door, registered(httpserver.url_for("/token")), Shelf(), Clock(NOW))


def test_members_are_asked_for_by_their_media_type(
    httpserver: HTTPServer, service: Advantage
) -> None:
    expected = httpserver.expect_request("/m", method="GET", headers={"Accept": NRPS, **BEARER})
    expected.respond_with_json({"members": []})
    assert service.members(httpserver.url_for("/m")) == []


def test_line_items_have_their_media_types(httpserver: HTTPServer, service: Advantage) -> None:
    item, items = LIS + "v2.lineitem+json", LIS + "v2.lineitemcontainer+json"
    listing = httpserver.expect_request("/l", method="GET", headers={"Accept": items, **BEARER})
    listing.respond_with_json([])
    sent = {"Accept": item, "Content-Type": item, **BEARER}
    making = httpserver.expect_request(
        "/l",
        method="POST",
        headers=sent,
        json={"label": LABEL, "scoreMaximum": 1, "resourceId": CYCLE},
    )
    making.respond_with_json({"id": httpserver.url_for("/l/1")}, 201)
    made = service.ensure_line_item(httpserver.url_for("/l"), CYCLE, LABEL)
    assert made == httpserver.url_for("/l/1")


def test_a_mark_and_its_result_have_their_media_types(
    httpserver: HTTPServer, service: Advantage
) -> None:
    sent = {"Content-Type": LIS + "v1.score+json", **BEARER}
    httpserver.expect_request("/i/scores", headers=sent).respond_with_data("", 409)
    read = {"Accept": LIS + "v2.resultcontainer+json", **BEARER}
    stands = [{"userId": "6", "resultScore": 1, "resultMaximum": 1}]
    httpserver.expect_request("/i/results", headers=read).respond_with_json(stands)
    service.post_mark(httpserver.url_for("/i"), "6", NOW)


CALLS: dict[str, Callable[[Advantage, str], object]] = {
    "members": lambda service, url: service.members(url),
    "line item": lambda service, url: service.ensure_line_item(url, CYCLE, LABEL),
    "mark": lambda service, url: service.post_mark(url, "6", NOW),
}


@pytest.mark.parametrize("url", ["", "lms", "http://a:b@lms/x", "http://[::1", "file:///x"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_is_no_web_address_is_refused_before_anything_is_sent(
    httpserver: HTTPServer,
    service: Advantage,
    call: Callable[[Advantage, str], object],
    url: str,
) -> None:
    with pytest.raises(Refused, match="bad_address"):
        call(service, url)
    assert httpserver.log == []
