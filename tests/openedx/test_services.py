"""Names and roles, and marks, through adapters/advantage.py, on the Open edX platform."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_httpserver import HTTPServer

from adapters.advantage import Advantage, Registration
from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from tests.keys import public_jwk, rsa_key
from tests.openedx.process import OpenEdx, open_edx, require_environment

pytestmark = pytest.mark.openedx
KID = "tool-1"


class Tokens:
    """A token store that lives as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, datetime]] = {}

    def get(self, key: str) -> tuple[str, datetime] | None:
        return self.kept.get(key)

    def put(self, key: str, token: str, expires_at: datetime) -> None:
        self.kept[key] = (token, expires_at)


@pytest.fixture
def platform(httpserver: HTTPServer, tmp_path: Path) -> Iterator[OpenEdx]:
    """A platform that knows a tool of which only the keys are served."""
    require_environment()
    httpserver.expect_request("/jwks").respond_with_json({"keys": [public_jwk(KID)]})
    tool = httpserver.url_for("")
    with open_edx(tool + "login", tool + "launch", httpserver.url_for("/jwks"), tmp_path) as one:
        yield one


def advantage(platform: OpenEdx, kid: str = KID) -> Advantage:
    pem = rsa_key(kid).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    registration = Registration(
        issuer=platform.issuer,
        client_id=platform.client_id,
        token_url=platform.token_url,
        audience=None,
        private_key_pem=pem.decode(),
        kid=kid,
    )
    door = HttpDoor(allow_private=["127.0.0.0/8"])
    return Advantage(door, registration, Tokens(), lambda: datetime.now(UTC))


@pytest.mark.parametrize("query", ["", "?limit=2", "?limit=1&page=1"])
def test_members_come_whole_however_they_are_paged(platform: OpenEdx, query: str) -> None:
    members = list(advantage(platform).members(platform.members_url + query))
    assert sorted(m.user_id for m in members) == sorted(platform.people.values())
    names = {m.user_id: m.name for m in members}
    assert names[platform.people["teacher"]] == "Tess O'Brien & zoon"
    roles = {m.user_id: m.roles for m in members}
    assert any(role.endswith("#Instructor") for role in roles[platform.people["teacher"]])


def test_a_mark_arrives(platform: OpenEdx) -> None:
    service = advantage(platform)
    item = service.ensure_line_item(platform.lineitems_url, "themascan:cycle:1", "Deelname")
    assert item == service.ensure_line_item(platform.lineitems_url, "themascan:cycle:1", "Deelname")
    moment = datetime.now(UTC)
    service.post_mark(item, platform.people["student"], moment)
    service.post_mark(item, platform.people["student"], moment + timedelta(minutes=1))
    stored = platform.received()
    assert [(i["resource_id"], i["score_maximum"]) for i in stored["items"]] == [
        ("themascan:cycle:1", 1)
    ]
    (score,) = stored["scores"]
    assert (score["score_given"], score["score_maximum"]) == (1, 1)
    assert (score["activity_progress"], score["grading_progress"]) == ("Completed", "FullyGraded")
    assert score["user_id"] == platform.people["student"]


def test_an_unknown_key_is_refused_in_words(platform: OpenEdx) -> None:
    with pytest.raises((Refused, Unavailable)) as fault:
        list(advantage(platform, kid="not-published").members(platform.members_url))
    assert fault.value.reason
