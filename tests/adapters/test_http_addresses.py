"""Which of the addresses behind a name the HTTP door connects to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.errors import Refused, Unavailable
from adapters.fakes.moodle import FakeMoodle
from tests.doors import Door

NAME = "lms.local"


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as moodle:
        yield moodle


def lead_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Make one name lead to these addresses, in this order."""
    usual = socket.getaddrinfo

    def found(host: str, port: int, *more: Any) -> list[Any]:
        if host != NAME:
            return list(usual(host, port, *more))
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        return [
            (families[":" in address], socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def ask(site: FakeMoodle, *allowed: str) -> int:
    door = Door(*allowed)
    port = site.host_port.rpartition(":")[2]
    form = b"wstoken=x"
    return door.request(
        "POST", f"http://{NAME}:{port}/webservice/rest/server.php", data=form
    ).status


def test_an_address_on_which_nobody_listens_is_passed_over(
    site: FakeMoodle, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(monkeypatch, "127.0.0.2", "127.0.0.1")
    assert ask(site, "127.0.0.0/8") == 200


def test_an_address_that_is_not_allowed_is_never_tried(
    site: FakeMoodle, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(monkeypatch, "127.0.0.1", "127.0.0.2")
    with pytest.raises(Unavailable):
        ask(site, "127.0.0.2/32")
    with pytest.raises(Refused, match="private address"):
        ask(site, "10.0.0.0/8")
    assert site.calls == []
