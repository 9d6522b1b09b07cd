"""The keys of an LMS: asked for when needed, by one thread, and not over and over."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from jwt.algorithms import RSAAlgorithm

from lti_tool.lti.key_sets import read_keys
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.lti.refusal import Refusal
from lti_tool.models import db
from tests.certification.conftest import Tool
from tests.keys import public_jwk

URL = "https://lms.example/jwks"
START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


class Server:
    """A key server that counts, and can be away or slow."""

    def __init__(self) -> None:
        self.kids, self.away, self.asked = ["one"], False, 0
        self.hold = threading.Event()
        self.hold.set()

    def __call__(self, url: str) -> dict[str, Any]:
        self.asked += 1
        assert self.hold.wait(10)
        if self.away:
            raise Refusal("keys_out_of_reach")
        return {"keys": [public_jwk(kid) for kid in self.kids]}


class Asker:
    """A ring with a server, asked at moments counted in seconds."""

    def __init__(self, app: Flask, server: Server) -> None:
        self.app, self.server, self.ring = app, server, KeyRing(server)

    def ask(self, kid: str = "one", at: float = 0) -> str:
        with self.app.app_context():
            try:
                self.ring.key(db.session(), URL, kid, START + timedelta(seconds=at))
            except Refusal as refusal:
                return refusal.code
        return "found"


@pytest.fixture
def asker(tool: Tool) -> Asker:
    return Asker(tool.app, Server())


def test_keys_serve_for_an_hour(asker: Asker) -> None:
    assert [asker.ask(at=second) for second in (0, 10, 3599)] == ["found"] * 3
    assert asker.server.asked == 1
    assert asker.ask(at=3601) == "found"
    assert asker.server.asked == 2


def test_another_process_finds_the_keys_in_the_database(asker: Asker) -> None:
    asker.ask()
    second = Asker(asker.app, Server())
    assert second.ask(at=60) == "found"
    assert second.server.asked == 0


def test_old_keys_serve_while_the_lms_is_away_but_not_for_ever(asker: Asker) -> None:
    asker.ask()
    asker.server.away = True
    assert asker.ask(at=2 * 3600) == "found"
    assert asker.ask(at=25 * 3600) == "keys_out_of_reach"


def test_an_lms_that_does_not_answer_is_left_alone_for_a_while(asker: Asker) -> None:
    asker.server.away = True
    assert {asker.ask(at=second) for second in range(10)} == {"keys_out_of_reach"}
    assert asker.server.asked == 3
    asker.server.away = False
    assert asker.ask(at=20) == "keys_out_of_reach"
    assert asker.ask(at=40) == "found"


def test_made_up_key_ids_cause_one_fetch_in_five_minutes(asker: Asker) -> None:
    asker.ask()
    assert {asker.ask(f"made-up-{n}", at=n) for n in range(1, 20)} == {"unknown_key"}
    assert asker.server.asked == 2
    asker.server.kids = ["two", "one"]
    assert asker.ask("two", at=200) == "unknown_key"
    assert asker.ask("two", at=302) == "found"


def test_many_launches_at_once_ask_the_lms_once(asker: Asker) -> None:
    asker.server.hold.clear()
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(asker.ask())) for _ in range(6)]
    for thread in threads:
        thread.start()
    asker.server.hold.set()
    for thread in threads:
        thread.join()
    assert answers == ["found"] * 6
    assert asker.server.asked == 1


def jwk(bits: int, **more: Any) -> dict[str, Any]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "x", **more}


def test_a_key_that_is_too_short_is_none() -> None:
    assert read_keys({"keys": [jwk(1024)]}) == {}
    assert list(read_keys({"keys": [jwk(2048)]})) == ["x"]
