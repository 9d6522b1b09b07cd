"""Names and roles, and marks, through adapters/advantage.py, on the Open edX platform."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.advantage import Advantage, Registration
from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from tests.keys import rsa_key
from tests.openedx.conftest import KID
from tests.openedx.process import OpenEdx

pytestmark = pytest.mark.openedx


class Tokens:
    """A token store that lives as long as the test."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, datetime]] = {}

    def get(self, key: str) -> tuple[str, datetime] | None:
        return self.kept.get(key)

    def put(self, key: str, token: str, expires_at: datetime) -> None:
        self.kept[key] = (token, expires_at)


def advantage(alone: OpenEdx, kid: str = KID) -> Advantage:
    pem = rsa_key(kid).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    registration = Registration(
        issuer=alone.issuer,
        client_id=alone.client_id,
        token_url=alone.token_url,
        audience=None,
        private_key_pem=pem.decode(),
        kid=kid,
    )
    door = HttpDoor(allow_private=["127.0.0.0/8"])
    return Advantage(door, registration, Tokens(), lambda: datetime.now(UTC))


@pytest.mark.parametrize("query", ["", "?limit=2", "?limit=1&page=1"])
def test_members_come_whole_however_they_are_paged(alone: OpenEdx, query: str) -> None:
    members = list(advantage(alone).members(alone.members_url + query))
    assert sorted(m.user_id for m in members) == sorted(alone.people.values())
    names = {m.user_id: m.name for m in members}
    assert names[alone.people["teacher"]] == "Tess O'Brien & zoon"
    roles = {m.user_id: m.roles for m in members}
    assert any(role.endswith("#Instructor") for role in roles[alone.people["teacher"]])


def test_a_mark_arrives(alone: OpenEdx) -> None:
    service = advantage(alone)
    item = service.ensure_line_item(alone.lineitems_url, "themascan:cycle:1", "Deelname")
    assert item == service.ensure_line_item(alone.lineitems_url, "themascan:cycle:1", "Deelname")
    moment = datetime.now(UTC)
    service.post_mark(item, alone.people["student"], moment)
    service.post_mark(item, alone.people["student"], moment + timedelta(minutes=1))
    stored = alone.received()
    assert [(i["resource_id"], i["score_maximum"]) for i in stored["items"]] == [
        ("themascan:cycle:1", 1)
    ]
    (score,) = stored["scores"]
    assert (score["score_given"], score["score_maximum"]) == (1, 1)
    assert (score["activity_progress"], score["grading_progress"]) == ("Completed", "FullyGraded")
    assert score["user_id"] == alone.people["student"]


def test_the_same_mark_again_or_an_earlier_one_is_done(alone: OpenEdx) -> None:
    # Here a mark that is not later is answered with 400, where Moodle says 409.
    service = advantage(alone)
    item = service.ensure_line_item(alone.lineitems_url, "themascan:cycle:2", "Deelname")
    moment = datetime.now(UTC)
    for when in (moment, moment, moment - timedelta(minutes=1)):
        service.post_mark(item, alone.people["student"], when)
    (score,) = alone.received()["scores"]
    assert (score["score_given"], score["user_id"]) == (1, alone.people["student"])


def test_a_column_that_is_not_there_is_named(alone: OpenEdx) -> None:
    service = advantage(alone)
    item = service.ensure_line_item(alone.lineitems_url, "themascan:cycle:3", "Deelname")
    nowhere = item.rpartition("/")[0] + "/999999"
    with pytest.raises(Refused) as fault:
        service.post_mark(nowhere, alone.people["student"], datetime.now(UTC))
    assert fault.value.code == "no_line_item"


def test_an_unknown_key_is_refused_in_words(alone: OpenEdx) -> None:
    with pytest.raises((Refused, Unavailable)) as fault:
        list(advantage(alone, kid="not-published").members(alone.members_url))
    assert fault.value.reason
