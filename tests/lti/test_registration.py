"""An LMS registers itself: what it is asked, and what follows."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import select

from lti_tool.models import Change, Deployment, db
from tests.certification.conftest import TOOL
from tests.lti.registrar import MOODLE, TOKEN, TOOL_CLAIM, Registrar


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


def test_without_an_invitation_there_is_no_way_in(browser: FlaskClient) -> None:
    assert browser.get("/lti/register/").status_code == 404
