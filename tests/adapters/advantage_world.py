"""The adapter of LTI services beside an LMS on a socket: what the tests of it share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.advantage import Advantage, Registration
from adapters.fakes.advantage import FakeAdvantage
from adapters.http import HttpDoor
from tests.clock import Clock
from tests.doors import Door
from tests.keys import public_jwk, rsa_key

KID = "tool-1"
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
CYCLE, LABEL = "themascan:cycle:1", "Deelname"


class Shelf:
    """A token store that lives as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, datetime]] = {}

    def get(self, key: str) -> tuple[str, datetime] | None:
        return self.kept.get(key)

    def put(self, key: str, token: str, expires_at: datetime) -> None:
        self.kept[key] = (token, expires_at)


def private_key(kid: str = KID) -> str:
    pem = rsa_key(kid).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()


def registered(token_url: str, **changes: Any) -> Registration:
    known = Registration(
        issuer="https://lms.example.nl",
        client_id="themascan-client",
        token_url=token_url,
        audience=None,
        private_key_pem=private_key(),
        kid=KID,
    )
    return replace(known, **changes)


def open_door(host_port: str) -> HttpDoor:
    return Door(host_port)


@dataclass
class World:
    """An LMS with one learner in course 2, and the tool at its services."""

    lms: FakeAdvantage
    clock: Clock
    shelf: Shelf = field(default_factory=Shelf)

    def service(self, **changes: Any) -> Advantage:
        """The adapter; ``changes`` are fields of the registration."""
        registration = registered(**{"token_url": self.lms.token_url, **changes})
        return Advantage(open_door(self.lms.host_port), registration, self.shelf, self.clock)

    def item(self) -> str:
        """The address of the line item of the cycle."""
        return self.service().ensure_line_item(self.lms.lineitems_url(), CYCLE, LABEL)

    def mark(self, item: str, user_id: str = "6", moment: datetime | None = None) -> None:
        self.service().post_mark(item, user_id, moment or self.clock())

    def asked(self, part: str, method: str = "") -> int:
        """How many requests went to addresses with this part."""
        return sum(part in path and method in (call, "") for call, path, _ in self.lms.calls)


@contextmanager
def new_world() -> Iterator[World]:
    clock = Clock(NOW)
    with FakeAdvantage(lambda: {"keys": [public_jwk(KID)]}, clock=clock) as lms:
        lms.add_member("6", "Zoë Öztürk-van der Berg")
        yield World(lms, clock)


def later(**amount: float) -> datetime:
    return NOW + timedelta(**amount)
