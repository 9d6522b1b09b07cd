"""An LMS registers itself: what it is asked, what it may answer, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import func, select, update

from lti_tool.lti.openid_configuration import NotRegistered, read_configuration
from lti_tool.models import Change, Deployment, Platform, RegistrationCode, db
from lti_tool.services.invitations import invite
from tests.browser import Browser, Reply
from tests.certification.conftest import TOOL, Tool, running_tool
from tests.platform import TestPlatform

CAPTURES = Path(__file__).parent / "captures"
MOODLE = json.loads((CAPTURES / "moodle-registration.json").read_text())
ERRORS = json.loads((CAPTURES / "moodle-registration-errors.json").read_text())
TOOL_CLAIM = "https://purl.imsglobal.org/spec/lti-tool-configuration"
TOKEN = "header.payload.signature"


@dataclass
class Registrar:
    """An LMS with a registration endpoint that behaves as Moodle's did."""

    server: HTTPServer
    tool: Tool
    lms: TestPlatform
    code: str = ""

    @property
    def url(self) -> str:
        return self.server.url_for("").rstrip("/")

    def configuration(self, **changed: Any) -> dict[str, Any]:
        text = json.dumps(MOODLE["openid_configuration"]).replace("http://127.0.0.1:8080", self.url)
        document = json.loads(text) | {"jwks_uri": self.lms.jwks_url} | changed
        return {name: value for name, value in document.items() if value is not None}

    def response(self, **changed: Any) -> dict[str, Any]:
        document: dict[str, Any] = MOODLE["response"] | changed
        return document

    def serve(
        self,
        configuration: Mapping[str, Any] | None = None,
        answer: Mapping[str, Any] | None = None,
        status: int = 200,
    ) -> None:
        """What is asked next gets these answers."""
        self.server.clear()
        document = self.configuration() if configuration is None else configuration
        self.server.expect_request("/openid").respond_with_json(dict(document))
        self.server.expect_request("/mod/lti/openid-registration.php", "POST").respond_with_json(
            dict(self.response() if answer is None else answer), status=status
        )

    def refuse(self, body: str, status: int, content_type: str = "text/html") -> None:
        self.serve()
        self.server.clear()
        self.server.expect_request("/openid").respond_with_json(self.configuration())
        self.server.expect_request("/mod/lti/openid-registration.php").respond_with_data(
            body, status=status, content_type=content_type
        )

    def invite(self, organisation: int = 1) -> None:
        with self.tool.app.app_context():
            self.code = invite(db.session(), organisation, datetime.now(UTC))

    def introduce(self, **query: str) -> Reply:
        """The administrator clicks in the LMS."""
        sent = {"openid_configuration": f"{self.url}/openid", "registration_token": TOKEN} | query
        browser = Browser(self.tool.app.test_client())
        return browser.ask("GET", f"/lti/register/{self.code}", query_string=sent)

    def sent(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Headers and document of the registration request."""
        request = next(r for r, _answer in self.server.log if r.method == "POST")
        return dict(request.headers), request.get_json()

    def platforms(self) -> list[Platform]:
        """What was registered, besides the LMS that was there."""
        with self.tool.app.app_context():
            rows = db.session.scalars(select(Platform).where(Platform.id > 1).order_by(Platform.id))
            return list(rows)

    def count(self, table: type[Deployment] | type[Change]) -> int:
        with self.tool.app.app_context():
            return db.session.scalar(select(func.count()).select_from(table)) or 0

    def assert_failed(self, reply: Reply, hint: str) -> None:
        """A friendly page with a reference, nothing stored, and an invitation that still works."""
        assert (reply.status, reply.page) == (400, "error")
        assert hint in reply.text, reply.text
        assert any(reference in reply.text for reference in self.tool.references())
        assert self.platforms() == []
        with self.tool.app.app_context():
            assert db.session.scalars(select(RegistrationCode.spent_at)).all() in ([None], [])


@pytest.fixture
def registrar(httpserver: HTTPServer, lms: TestPlatform, tmp_path: Path) -> Iterator[Registrar]:
    with running_tool(lms, tmp_path, ("127.0.0.0/8", "localhost:80")) as tool:
        made = Registrar(httpserver, tool, lms)
        made.invite()
        made.serve()
        yield made


def test_moodle_registers_itself(registrar: Registrar) -> None:
    reply = registrar.introduce()
    assert (reply.status, reply.page) == (200, "registered")
    (platform,) = registrar.platforms()
    assert (platform.issuer, platform.client_id) == (registrar.url, "gCPJWKt7GLXbO4a")
    assert platform.auth_login_url == f"{registrar.url}/mod/lti/auth.php"
    assert platform.token_url == f"{registrar.url}/mod/lti/token.php"
    assert (platform.organisation_id, platform.learns_deployments) == (1, False)
    assert registrar.count(Deployment) == 2
    assert registrar.count(Change) == 1


def test_the_last_page_tells_the_admin_of_moodle_what_is_left(registrar: Registrar) -> None:
    text = registrar.introduce().text
    for words in ("Activeren", "activiteitenkiezer", "localhost", "poort 443", "platform 2"):
        assert words in text


def test_the_tool_asks_for_as_little_as_it_needs(registrar: Registrar) -> None:
    registrar.introduce()
    headers, asked = registrar.sent()
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Content-Type"] == "application/json"
    assert asked["redirect_uris"] == [f"{TOOL}/lti/launch"]
    assert asked["token_endpoint_auth_method"] == "private_key_jwt"
    assert asked[TOOL_CLAIM]["claims"] == ["iss", "sub"]
    assert asked[TOOL_CLAIM]["domain"] == "localhost"
    assert {s.rpartition("/")[2] for s in asked["scope"].split()} == {
        "lineitem",
        "result.readonly",
        "score",
        "contextmembership.readonly",
    }
    assert set(asked) <= set(MOODLE["request"])


def test_what_the_lms_cannot_do_is_not_asked(registrar: Registrar) -> None:
    own = {"product_family_code": "plain", "messages_supported": [{"type": "x"}]}
    claim = "https://purl.imsglobal.org/spec/lti-platform-configuration"
    registrar.serve(registrar.configuration(scopes_supported=["openid"], **{claim: own}))
    assert "Open de scan" not in registrar.introduce().text
    asked = registrar.sent()[1]
    assert asked["scope"] == ""
    assert [entry["type"] for entry in asked[TOOL_CLAIM]["messages"]] == ["LtiResourceLinkRequest"]


def test_the_first_launch_follows(registrar: Registrar, httpserver: HTTPServer) -> None:
    registrar.serve(registrar.configuration(authorization_endpoint=registrar.lms.auth_url))
    registrar.introduce()
    lms = registrar.lms
    lms.issuer, lms.client_id, lms.deployment_id = registrar.url, "gCPJWKt7GLXbO4a", "1"
    registrar.tool.assert_welcomed(lms.launch(registrar.tool.app.test_client()))


def without_deployment() -> dict[str, Any]:
    claim = {name: v for name, v in MOODLE["response"][TOOL_CLAIM].items() if "deploy" not in name}
    return {**MOODLE["response"], TOOL_CLAIM: claim}


def test_an_lms_that_names_no_deployment_brings_it_with_the_first_launch(
    registrar: Registrar,
) -> None:
    registrar.serve(
        registrar.configuration(authorization_endpoint=registrar.lms.auth_url),
        without_deployment(),
        status=201,
    )
    assert "Open de scan" in registrar.introduce().text
    assert registrar.platforms()[0].learns_deployments
    lms = registrar.lms
    lms.issuer, lms.client_id, lms.deployment_id = registrar.url, "gCPJWKt7GLXbO4a", "7:abc"
    registrar.tool.assert_welcomed(lms.launch(registrar.tool.app.test_client()))
    assert registrar.count(Deployment) == 2


def test_a_deployment_may_be_a_number(registrar: Registrar) -> None:
    claim = MOODLE["response"][TOOL_CLAIM] | {"deployment_id": 12}
    registrar.serve(answer=registrar.response(**{TOOL_CLAIM: claim}))
    registrar.introduce()
    with registrar.tool.app.app_context():
        named = select(Deployment.deployment_id).where(Deployment.platform_id == 2)
        assert db.session.scalar(named) == "12"


def test_success_spends_the_invitation_and_nothing_else_does(registrar: Registrar) -> None:
    registrar.refuse("token_already_used", 401)
    registrar.assert_failed(registrar.introduce(), "al gebruikt")
    registrar.serve()
    assert registrar.introduce().page == "registered"
    again = registrar.introduce()
    assert (again.status, again.page) == (400, "error")
    assert "al gebruikt" in again.text
    assert len(registrar.platforms()) == 1


def test_an_update_in_the_lms_brings_the_addresses_up_to_date(registrar: Registrar) -> None:
    registrar.introduce()
    registrar.invite()
    registrar.serve(registrar.configuration(token_endpoint=f"{registrar.url}/new/token"))
    assert registrar.introduce().page == "registered"
    (platform,) = registrar.platforms()
    assert platform.token_url == f"{registrar.url}/new/token"


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


def test_the_page_stands_in_the_lms_and_runs_one_script(registrar: Registrar) -> None:
    policy = registrar.introduce().headers["Content-Security-Policy"]
    assert f"frame-ancestors {registrar.url}" in policy
    assert "script-src 'self';" in policy
    spent = registrar.introduce().headers["Content-Security-Policy"]
    assert f"frame-ancestors {registrar.url}" in spent
    assert "script-src" not in spent


def test_neither_code_nor_token_is_logged(registrar: Registrar) -> None:
    registrar.introduce()
    registrar.introduce(registration_token="another.secret.token")
    log = registrar.tool.log.getvalue()
    assert "registered" in log
    for secret in (registrar.code, TOKEN, "another.secret.token"):
        assert secret not in log


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


def test_without_an_invitation_there_is_no_way_in(browser: FlaskClient) -> None:
    assert browser.get("/lti/register/").status_code == 404
