"""An LMS that could not register itself: a page that says what to do, and nothing kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import update

from lti_tool.lti.openid_configuration import NotRegistered, read_configuration
from lti_tool.models import Deployment, RegistrationCode, db
from tests.certification.conftest import Tool
from tests.lti.registrar import ERRORS, MOODLE, TOOL_CLAIM, Registrar
from tests.platform import TestPlatform


def test_a_deployment_of_another_organisation_is_not_taken_over(registrar: Registrar) -> None:
    with registrar.tool.app.app_context():
        ids = {"issuer": registrar.url, "client_id": "gCPJWKt7GLXbO4a"}
        db.session.add(Deployment(platform_id=1, deployment_id="1", **ids))
        db.session.commit()
    registrar.assert_failed(registrar.introduce(), "andere organisatie")


@pytest.mark.parametrize("code", ["", "x", "../../login", "' OR 1=1", "%00", "é" * 40])
def test_a_code_that_nobody_gave_out(registrar: Registrar, code: str) -> None:
    registrar.code = code
    reply = registrar.introduce()
    assert 400 <= reply.status < 500
    assert reply.page == "error"
    assert registrar.server.log == []
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]


def test_an_invitation_lasts_a_week(registrar: Registrar) -> None:
    with registrar.tool.app.app_context():
        past = datetime.now(UTC) - timedelta(seconds=1)
        db.session.execute(update(RegistrationCode).values(expires_at=past))
        db.session.commit()
    registrar.assert_failed(registrar.introduce(), "verlopen")
    assert registrar.server.log == []


INTRODUCTIONS = {
    "nothing": {"openid_configuration": ""},
    "no address": {"openid_configuration": "moodle"},
    "a script": {"openid_configuration": "javascript:alert(1)"},
    "a file": {"openid_configuration": "file:///etc/passwd"},
    "an address that ends a header": {"openid_configuration": "https://a;script-src *"},
    "a token with a line break": {"registration_token": "a\r\nX-Evil: 1"},
    "a token that is no ASCII": {"registration_token": "tokén"},
    "a token without end": {"registration_token": "x" * 20_000},
}


@pytest.mark.parametrize("query", INTRODUCTIONS.values(), ids=INTRODUCTIONS)
def test_an_odd_introduction(registrar: Registrar, query: dict[str, str]) -> None:
    registrar.assert_failed(registrar.introduce(**query), "leerplatform")
    assert registrar.server.log == []


def test_a_private_address_is_not_asked(
    tool: Tool, httpserver: HTTPServer, lms: TestPlatform
) -> None:
    guarded = Registrar(httpserver, tool, lms)
    guarded.invite()
    guarded.serve()
    guarded.assert_failed(guarded.introduce(), "THEMASCAN_ALLOW_PRIVATE_HOSTS")
    assert httpserver.log == []


CONFIGURATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"issuer": "https://other.example"}, "anders dan zijn adres"),
    "an issuer that only begins alike": ({"issuer": "{url}.evil.example"}, "gegevens"),
    "issuer missing": ({"issuer": None}, "gegevens"),
    "issuer is a list": ({"issuer": ["x"]}, "gegevens"),
    "no registration endpoint": ({"registration_endpoint": None}, "registration_endpoint"),
    "keys are a script": ({"jwks_uri": "javascript:x"}, "jwks_uri"),
    "token address is a number": ({"token_endpoint": 7}, "token_endpoint"),
}


@pytest.mark.parametrize(("changed", "hint"), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_a_configuration_that_does_not_hold(
    registrar: Registrar, changed: dict[str, Any], hint: str
) -> None:
    filled = {
        name: value.replace("{url}", registrar.url) if isinstance(value, str) else value
        for name, value in changed.items()
    }
    registrar.serve(registrar.configuration(**filled))
    registrar.assert_failed(registrar.introduce(), hint)
    assert not [request for request, _answer in registrar.server.log if request.method == "POST"]


BODIES = ["", "[]", "null", "<html>Log in</html>", "[" * 100_000, '"text"', " " * 600_000, "\xff"]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:12] or "empty")
def test_a_configuration_that_is_none(registrar: Registrar, body: str) -> None:
    registrar.server.clear()
    registrar.server.expect_request("/openid").respond_with_data(body.encode("latin1"))
    registrar.assert_failed(registrar.introduce(), "leerplatform")


@pytest.mark.parametrize("status", [302, 401, 404, 500, 503])
def test_a_configuration_that_is_not_there(registrar: Registrar, status: int) -> None:
    registrar.server.clear()
    registrar.server.expect_request("/openid").respond_with_data("x", status=status)
    registrar.assert_failed(registrar.introduce(), "leerplatform")


@pytest.mark.parametrize("answer", ERRORS.values(), ids=ERRORS)
def test_each_refusal_of_moodle_is_told_in_words(
    registrar: Registrar, answer: dict[str, Any]
) -> None:
    registrar.refuse(answer["body"], answer["status"], answer["ct"])
    reply = registrar.introduce()
    registrar.assert_failed(reply, "wilde Themascan niet aansluiten")
    assert str(answer["status"]) in reply.text
    assert "DOCTYPE" not in reply.text.split("<main")[1]


def test_a_wrong_public_address_is_named(registrar: Registrar) -> None:
    registrar.refuse("domain_targetlinkuri_mismatch", 400)
    registrar.assert_failed(registrar.introduce(), "THEMASCAN_PUBLIC_URL")


def test_what_the_lms_says_cannot_become_markup(registrar: Registrar) -> None:
    registrar.refuse('{"error": "<script>alert(1)</script>"}', 400, "application/json")
    assert "<script>alert" not in registrar.introduce().text


ANSWERS: dict[str, dict[str, Any]] = {
    "no client": {"client_id": None},
    "client is a list": {"client_id": ["x"]},
    "client without end": {"client_id": "x" * 300},
    "client with a line break": {"client_id": "a\nb"},
    "deployment without end": {TOOL_CLAIM: {"deployment_id": "x" * 300}},
}


@pytest.mark.parametrize("changed", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_cannot_be_used(registrar: Registrar, changed: dict[str, Any]) -> None:
    registrar.serve(answer=registrar.response(**changed))
    registrar.assert_failed(registrar.introduce(), "antwoord van het leerplatform")


def test_what_began_over_https_goes_on_over_https() -> None:
    text = json.dumps(MOODLE["openid_configuration"])
    secure = text.replace("http://127.0.0.1:8080", "https://lms.example")
    url = "https://lms.example/mod/lti/openid-configuration.php"
    assert read_configuration(json.loads(secure), url).issuer == "https://lms.example"
    for name in ("token_endpoint", "jwks_uri", "authorization_endpoint", "registration_endpoint"):
        document = json.loads(secure) | {name: "http://lms.example/x"}
        with pytest.raises(NotRegistered) as fault:
            read_configuration(document, url)
        assert fault.value.detail == name
