"""Anything at all sent to the LTI addresses: never a 500, never a visit that nobody earned."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes, unquote_to_bytes, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from werkzeug.test import EnvironBuilder, run_wsgi_app

from adapters.http import HttpDoor
from lti_tool.lti.key_sets import fetch_document
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.models import PlatformKeys, db
from tests.browser import Browser, Reply
from tests.certification.conftest import TOOL, Tool, running_tool
from tests.keys import public_jwk
from tests.platform import TestPlatform, claim

# Derandomized: the same examples at every run, so that a red test stays red until mended.
THOROUGH = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
FIELDS = ["iss", "login_hint", "target_link_uri", "client_id", "lti_deployment_id"]
FIELDS += ["lti_message_hint", "lti_storage_target", "id_token", "state", "error", "code", "proof"]
HEADERS = ["Host", "Origin", "Referer", "Cookie", "X-Forwarded-For", "X-Forwarded-Host"]
HEADERS += ["X-Forwarded-Proto", "Accept-Language", "Sec-Fetch-Site", "Content-Type"]
REQUIRED = ["iss", "aud", "sub", "nonce", "iat", "exp", "message_type", "version"]
REQUIRED += ["deployment_id", "target_link_uri", "resource_link", "roles"]
OPTIONAL = ["azp", "nbf", "context", "custom", "ags", "nrps", "launch_presentation", "name", "lis"]
OPTIONAL += ["given_name", "email", "locale", "tool_platform", "ext", "deep_linking_settings"]
SURROGATE = "\ud800"


class OddKeys(TestPlatform):
    """An LMS in whose key set anything may stand."""

    __test__ = False
    odd: Sequence[object] = ()

    def jwks(self) -> dict[str, Any]:
        return {"keys": [*self.odd, *super().jwks()["keys"]]}


@dataclass
class Range:
    """The tool and its LMS, kept over many examples."""

    tool: Tool
    lms: OddKeys
    seen: int = field(default=0)

    def ask(self, builder: EnvironBuilder) -> Reply:
        environ = builder.get_environ()
        builder.close()
        return self.answer(environ)

    def answer(self, environ: dict[str, Any]) -> Reply:
        """Without a test client in between: it would tidy up what is hostile."""
        body, status, sent = run_wsgi_app(self.tool.app, environ, buffered=True)
        text = b"".join(body).decode()
        return Reply(int(status.split()[0]), sent, text, environ["PATH_INFO"])

    def assert_no_visit(self, reply: Reply, method: str = "GET") -> None:
        assert reply.status < 500, reply.text[:400]
        assert "themascan_visit" not in str(reply.headers)
        assert "Traceback" not in reply.text
        assert self.tool.visits() == self.seen
        if reply.status >= 400 and method != "HEAD":
            assert any(reference in reply.text for reference in self.tool.references())
        self.tool.log.seek(0)
        self.tool.log.truncate()


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    with (
        OddKeys(tool_url=TOOL) as lms,
        running_tool(lms, tmp_path_factory.mktemp("fuzz")) as tool,
    ):
        yield Range(tool, lms)


def percent(raw: bytes) -> bytes:
    return quote_from_bytes(raw).encode()


words = st.one_of(
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=60),
    st.sampled_from([b"", b"\x00", b"https://localhost/lti/launch", b"' OR 1=1", b"9" * 5000]),
)
forms = st.lists(st.tuples(st.sampled_from(FIELDS), words), max_size=9).map(
    lambda pairs: b"&".join(name.encode() + b"=" + percent(value) for name, value in pairs)
)
header_values = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80
)
headers = st.dictionaries(st.sampled_from(HEADERS), header_values, max_size=4)
numbers = st.one_of(st.integers(), st.floats(), st.sampled_from([10**400, -(2**70), 1e308]))
texts = st.one_of(st.text(max_size=20), st.sampled_from([SURROGATE, "\x00", "x" * 3000, ""]))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


@THOROUGH
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS"]),
    path=st.sampled_from(["/lti/login", "/lti/launch", "/lti/continue", "/lti/register/abc"]),
    query=st.one_of(forms, st.binary(max_size=80).map(percent)),
    body=st.one_of(forms, st.binary(max_size=200)),
    sent=headers,
)
@example("GET", "/lti/login", b"iss=%ed%a0%80&login_hint=5&target_link_uri=%00", b"", {})
def test_any_request(
    arena: Range, method: str, path: str, query: bytes, body: bytes, sent: dict[str, str]
) -> None:
    builder = EnvironBuilder(
        path,
        method=method,
        query_string=query.decode(),
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers=sent,
    )
    arena.assert_no_visit(arena.ask(builder), method)


@THOROUGH
@given(
    tail=st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode)),
    root=st.sampled_from([b"/lti/", b"/v/", b"//lti/login", b"/lti/../v/", b"//evil.example/"]),
)
@example(b"%2e%2e/launch", b"/lti/")
@example(b"", b"//lti/login")
def test_any_address(arena: Range, root: bytes, tail: bytes) -> None:
    builder = EnvironBuilder("/")
    environ = builder.get_environ()
    builder.close()
    environ["PATH_INFO"] = (root + unquote_to_bytes(tail)).decode("latin1")
    environ["HTTP_HOST"] = "hostile.example"
    reply = arena.answer(environ)
    arena.assert_no_visit(reply)
    assert "hostile.example" not in str(reply.headers) + reply.text
    assert not reply.headers.get("Location", "/").startswith("//")


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
