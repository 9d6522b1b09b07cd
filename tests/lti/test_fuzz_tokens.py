"""Anything at all in a token or a key: never a 500, never a visit that nobody earned."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import delete

from adapters.http import HttpDoor
from lti_tool.lti.key_sets import fetch_document
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.models import PlatformKeys, db
from tests.browser import Browser, Reply
from tests.keys import public_jwk
from tests.lti.arena import (
    OPTIONAL,
    REQUIRED,
    SURROGATE,
    THOROUGH,
    Range,
    header_values,
    values,
)
from tests.platform import TestPlatform, claim


def launch(arena: Range, token: str) -> Reply:
    """A login of this browser, answered with a token that may be anything."""
    browser = arena.tool.app.test_client()
    asked = arena.lms.login(browser)
    return arena.lms.post(browser, follow=False, id_token=token, state=asked["state"])


def asked_and_answered(arena: Range, **token: Any) -> Reply:
    return arena.lms.launch(arena.tool.app.test_client(), follow=False, **token)


def is_fine(name: str, value: Any, lms: TestPlatform) -> bool:
    """Whether a value that Hypothesis thought of happens to be what the claim should hold."""
    if name == "roles":
        return isinstance(value, list) and all(isinstance(role, str) for role in value)
    if name == "exp":
        return isinstance(value, int | float) and not isinstance(value, bool) and value > 1e9
    if name == "sub":
        return isinstance(value, str) and value.isprintable() and 0 < len(value) <= 255
    if name == "resource_link":
        return isinstance(value, dict) and "id" in value
    return value == lms.claims("n").get(claim(name))


@THOROUGH
@given(name=st.sampled_from(REQUIRED), value=values)
@example("nonce", SURROGATE)
@example("sub", "a" + SURROGATE)
@example("exp", float("nan"))
@example("aud", [["themascan-client"]])
def test_any_value_of_a_required_claim(arena: Range, name: str, value: Any) -> None:
    if is_fine(name, value, arena.lms):
        return
    arena.assert_no_visit(asked_and_answered(arena, **{name: value}))


@THOROUGH
@given(changed=st.dictionaries(st.sampled_from(OPTIONAL), values, min_size=1, max_size=4))
@example({"custom": {"page": SURROGATE}, "context": {"id": "\x00"}})
@example({"email": "İ" * 255})
@example({"launch_presentation": {"return_url": "https://[", "locale": SURROGATE}})
def test_any_value_of_optional_claims(arena: Range, changed: dict[str, Any]) -> None:
    reply = asked_and_answered(arena, **changed)
    if reply.status == 303:
        arena.seen += 1
        assert arena.tool.visits() == arena.seen
        return
    arena.assert_no_visit(reply)


@THOROUGH
@given(
    changed=st.dictionaries(st.sampled_from(OPTIONAL), values, max_size=3),
    origin=st.one_of(st.sampled_from(["null", "https://evil.example"]), header_values),
    storage=st.text(max_size=20),
)
@example({"given_name": SURROGATE}, "null", "_parent")
@example({}, "", '"><script>')
def test_any_launch_without_its_cookie(
    arena: Range, changed: dict[str, Any], origin: str, storage: str
) -> None:
    browser = arena.tool.app.test_client(use_cookies=False)
    params = arena.lms.login_params(lti_storage_target=storage)
    begun = browser.post("/lti/login", data=params)
    if begun.status_code == 400:
        return
    location = begun.headers.get("Location") or begun.headers["Refresh"].partition("url=")[2]
    asked = dict(parse_qsl(urlsplit(location).query))
    token = arena.lms.id_token(**{"nonce": asked["nonce"], **changed})
    form = {"id_token": token, "state": asked["state"]}
    headers = {"Origin": origin or arena.lms.url}
    reply = Browser(browser).ask("POST", "/lti/launch", data=form, headers=headers)
    assert reply.status in (200, 400)
    arena.assert_no_visit(reply)


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@THOROUGH
@given(
    token=st.one_of(
        st.text(max_size=200),
        st.tuples(values, values, st.text(max_size=20)).map(
            lambda parts: f"{part(parts[0])}.{part(parts[1])}.{parts[2]}"
        ),
    )
)
def test_any_token(arena: Range, token: str) -> None:
    arena.assert_no_visit(launch(arena, token.encode("utf-8", "replace").decode()))


@THOROUGH
@given(header=st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jku", "b64"]), values))
def test_any_header_of_a_token(arena: Range, header: dict[str, Any]) -> None:
    claims = arena.lms.claims("never asked for")
    token = f"{part({'alg': 'RS256', 'kid': 'platform-1', **header})}.{part(claims)}.AAAA"
    arena.assert_no_visit(launch(arena, token))


@THOROUGH
@given(changed=st.dictionaries(st.sampled_from(["n", "e", "kid", "use", "kty", "d"]), values))
@example({"n": "é", "e": 3})
@example({"n": "", "e": "AQAB"})
@example({"d": "AQAB"})
def test_any_key_of_the_lms(arena: Range, changed: dict[str, Any]) -> None:
    arena.lms.odd = [{**public_jwk("platform-1"), "kid": "odd", **changed}, 7, None, []]
    ring, asked = KeyRing(partial(fetch_document, HttpDoor(["127.0.0.0/8"]))), arena.lms.fetches
    with arena.tool.app.app_context():
        db.session.execute(delete(PlatformKeys))
        db.session.commit()
        found = ring.key(db.session(), arena.lms.jwks_url, "platform-1", datetime.now(UTC))
    assert found.key.key_size == 2048
    assert arena.lms.fetches == asked + 1
