"""Hostile input of any kind: a 4xx page with a reference that is in the log, and no session."""

import base64
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browser import Browser
from tests.certification.conftest import Tool
from tests.platform import TestPlatform


def segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


HEAD = segment({"alg": "RS256", "kid": "platform-1", "typ": "JWT"})
SCRIPT = "<script>alert(1)</script>"
TOKENS: dict[str, str | None] = {
    "missing": None,
    "empty": "",
    "a word": "abc",
    "dots only": "..",
    "many dots": "." * 400,
    "not base64": "a.b.c",
    "not ASCII": "é.ü.ñ",
    "NUL": "\x00.\x00.\x00",
    "line breaks": "a\r\nb.c\r\nd.e",
    "header is a list": f"{segment([])}.{segment({})}.AAAA",
    "header is a number": f"{segment(1)}.{segment({})}.AAAA",
    "kid is a list": f"{segment({'alg': 'RS256', 'kid': ['x']})}.{segment({})}.AAAA",
    "kid is an object": f"{segment({'alg': 'RS256', 'kid': {}})}.{segment({})}.AAAA",
    "kid is a path": f"{segment({'alg': 'RS256', 'kid': '../../etc/passwd'})}.{segment({})}.AA",
    "kid is very long": f"{segment({'alg': 'RS256', 'kid': 'k' * 9000})}.{segment({})}.AAAA",
    "alg is a list": f"{segment({'alg': ['RS256'], 'kid': 'platform-1'})}.{segment({})}.AA",
    "unknown crit": f"{segment({'alg': 'RS256', 'kid': 'x', 'crit': ['y']})}.{segment({})}.AA",
    "claims are a list": f"{HEAD}.{segment([1, 2])}.AAAA",
    "claims are null": f"{HEAD}.{segment(None)}.AAAA",
    "deep nesting": f"{HEAD}.{base64.urlsafe_b64encode(b'[' * 60000).decode()}.AAAA",
    "signature of rubbish": f"{HEAD}.{segment({'iss': 'x'})}.{'A' * 342}",
    "larger than a request may be": "x" * 400_000,
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_token(tool: Tool, lms: TestPlatform, browser: FlaskClient, token: str | None) -> None:
    state = lms.login(browser)["state"]
    tool.assert_turned_away(lms.post(browser, id_token=token, state=state))


REQUIRED = ["iss", "aud", "azp", "sub", "nonce", "iat", "exp", "message_type", "version"]
REQUIRED += ["deployment_id", "target_link_uri", "resource_link", "roles"]
OPTIONAL = ["context", "custom", "ags", "nrps", "launch_presentation", "name", "email", "locale"]
ODD = {"a number": 12.5, "true": True, "null": None, "a list": [{}], "an object": {"x": []}}
CLAIMS: dict[str, dict[str, Any]] = {
    f"{name} is {kind}": {name: value}
    for name in REQUIRED
    for kind, value in ODD.items()
    if (name, kind) != ("azp", "null")
}
CLAIMS |= {
    "exp is enormous": {"exp": 10**400},
    "exp is a text": {"exp": "soon"},
    "iat is negative": {"iat": -1},
    "iat is infinite": {"iat": float("inf")},
    "iat is not a number": {"iat": float("nan")},
    "roles hold numbers": {"roles": [1, 2]},
    "roles hold null": {"roles": [None]},
    "resource link id is a list": {"resource_link": {"id": ["7"]}},
    "sub has a NUL": {"sub": "5\x00"},
    "deployment has a NUL": {"deployment_id": "1\x00"},
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS)
def test_signed_claims_of_a_wrong_kind(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, claims: dict[str, Any]
) -> None:
    tool.assert_turned_away(lms.launch(browser, **claims))


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("name", OPTIONAL)
def test_optional_claims_of_a_wrong_kind(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, name: str, value: object
) -> None:
    reply = lms.launch(browser, **{name: value})
    if reply.status == 200:
        tool.assert_welcomed(reply)
    else:
        tool.assert_turned_away(reply)


STATES = {
    "missing": None,
    "empty": "",
    "made up": "c2f5d1a4b3",
    "NUL": "\x00",
    "quotes": "' OR 1=1 --",
    "not ASCII": "état",
    "very long": "s" * 100_000,
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_state(tool: Tool, lms: TestPlatform, browser: FlaskClient, state: str | None) -> None:
    asked = lms.login(browser)
    tool.assert_turned_away(lms.post(browser, id_token=lms.id_token(asked["nonce"]), state=state))


def test_launch_without_any_login(tool: Tool, lms: TestPlatform, browser: FlaskClient) -> None:
    tool.assert_turned_away(lms.post(browser, id_token=lms.id_token("n"), state="s"))


def test_launch_with_nothing(tool: Tool, lms: TestPlatform, browser: FlaskClient) -> None:
    tool.assert_turned_away(lms.post(browser))


BODIES = {
    "JSON": ("application/json", b'{"id_token": "x", "state": "y"}'),
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nrubbish"),
    "multipart without boundary": ("multipart/form-data", b"rubbish"),
    "bytes that are no text": (
        "application/x-www-form-urlencoded",
        b"id_token=\xff\xfe&state=\xff",
    ),
    "broken percent signs": ("application/x-www-form-urlencoded", b"id_token=%zz&state=%"),
    "thousands of fields": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 5000)),
}


@pytest.mark.parametrize("path", ["/lti/launch", "/lti/login"])
@pytest.mark.parametrize(("kind", "body"), BODIES.values(), ids=BODIES)
def test_body(tool: Tool, browser: FlaskClient, path: str, kind: str, body: bytes) -> None:
    reply = Browser(browser).ask("POST", path, data=body, content_type=kind)
    tool.assert_turned_away(reply)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/lti/launch"), ("PUT", "/lti/launch"), ("DELETE", "/lti/login"), ("GET", "/lti/")],
)
def test_method_or_address(tool: Tool, browser: FlaskClient, method: str, path: str) -> None:
    tool.assert_turned_away(Browser(browser).ask(method, path))


LOGINS: dict[str, dict[str, Any]] = {
    "iss missing": {"drop": ["iss"]},
    "login_hint missing": {"drop": ["login_hint"]},
    "target_link_uri missing": {"drop": ["target_link_uri"]},
    "nothing": {"drop": ["iss", "client_id", "login_hint", "target_link_uri", "lti_message_hint"]},
    "unknown issuer": {"iss": "https://nobody.example"},
    "unknown client": {"client_id": "nobody"},
    "unknown deployment": {"lti_deployment_id": "99"},
    "issuer with a NUL": {"iss": "https://a\x00b"},
    "issuer with quotes": {"iss": "' OR 1=1 --"},
    "issuer with a script": {"iss": SCRIPT},
    "issuer of 50,000 characters": {"iss": "https://" + "i" * 50_000},
    "target elsewhere": {"target_link_uri": "https://evil.example/lti/launch"},
    "target that looks like ours": {"target_link_uri": "https://localhost.evil.example/"},
    "target with our name as user": {"target_link_uri": "https://localhost@evil.example/"},
    "target without scheme": {"target_link_uri": "//evil.example/"},
    "target that is a script": {"target_link_uri": "javascript:alert(1)"},
    "target that is no address": {"target_link_uri": "https://[::1"},
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("given", LOGINS.values(), ids=LOGINS)
def test_login(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, method: str, given: dict[str, Any]
) -> None:
    params = lms.login_params(**given)
    where = {"data": params} if method == "POST" else {"query_string": params}
    reply = Browser(browser).ask(method, "/lti/login", **where)
    tool.assert_turned_away(reply)
    assert SCRIPT not in reply.text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_signed_target_elsewhere_leads_nowhere_else(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, target: str
) -> None:
    reply = lms.launch(browser, follow=False, target_link_uri=target)
    assert "evil" not in reply.headers.get("Location", "")
    assert "javascript" not in reply.headers.get("Location", "")
    assert reply.status < 500


ERRORS: dict[str, dict[str, str | None]] = {
    "login_required": {"error": "login_required", "error_description": "Log in first"},
    "without description": {"error": "invalid_request_object"},
    "without state": {"error": "unauthorized_client", "state": None},
    "with a script": {"error": SCRIPT, "error_description": SCRIPT},
    "very long": {"error": "x" * 50_000},
    "with a NUL": {"error": "a\x00b"},
}


@pytest.mark.parametrize("form", ERRORS.values(), ids=ERRORS)
def test_error_reply_of_the_lms(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, form: dict[str, str | None]
) -> None:
    state = lms.login(browser)["state"]
    reply = lms.post(browser, **{"state": state, **form})
    tool.assert_turned_away(reply)
    assert SCRIPT not in reply.text
