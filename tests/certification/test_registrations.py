"""Several tools on one LMS, several organisations behind one tool, several LMSs."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.browser import Browser
from tests.certification.conftest import TOOL, Tool, register
from tests.platform import INSTITUTION_ADMIN, INSTRUCTOR, SYSTEM_ADMIN, TestPlatform


def add(tool: Tool, lms: TestPlatform, organisation: str) -> None:
    with tool.app.app_context():
        register(lms, organisation)


@pytest.fixture
def same_issuer(tool: Tool, lms: TestPlatform) -> Iterator[TestPlatform]:
    """A second registration with the issuer and the addresses of the first."""
    with TestPlatform(client_id="second-client", issuer=lms.issuer, tool_url=TOOL) as second:
        second.auth_url, second.jwks_url = lms.auth_url, lms.jwks_url
        add(tool, second, "Gemeente Twee")
        yield second


@pytest.fixture
def other_issuer(tool: Tool, lms: TestPlatform) -> Iterator[TestPlatform]:
    """An LMS of its own."""
    with TestPlatform(issuer="https://other.example", tool_url=TOOL) as other:
        add(tool, other, "Gemeente Drie")
        yield other


def test_two_registrations_of_one_issuer(
    tool: Tool, lms: TestPlatform, same_issuer: TestPlatform, browser: FlaskClient
) -> None:
    first, second = lms.launch(browser, sub="5"), same_issuer.launch(browser, sub="5")
    tool.assert_welcomed(first)
    tool.assert_welcomed(second)
    assert first.person != second.person


def test_one_registration_needs_no_client_id(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    tool.assert_welcomed(lms.launch(browser, login={"drop": ["client_id"]}))


def test_two_registrations_need_a_client_id(
    tool: Tool, lms: TestPlatform, same_issuer: TestPlatform, browser: FlaskClient
) -> None:
    params = lms.login_params(drop=["client_id", "lti_deployment_id"])
    tool.assert_turned_away(Browser(browser).ask("POST", "/lti/login", data=params))


def test_a_flow_of_one_registration_does_not_take_the_token_of_another(
    tool: Tool, lms: TestPlatform, same_issuer: TestPlatform, browser: FlaskClient
) -> None:
    asked = lms.login(browser)
    token = same_issuer.id_token(asked["nonce"])
    tool.assert_turned_away(lms.post(browser, id_token=token, state=asked["state"]))


def test_a_flow_of_one_lms_does_not_take_the_token_of_another(
    tool: Tool, lms: TestPlatform, other_issuer: TestPlatform, browser: FlaskClient
) -> None:
    asked = lms.login(browser)
    token = other_issuer.id_token(asked["nonce"])
    tool.assert_turned_away(lms.post(browser, id_token=token, state=asked["state"]))


def test_the_deployment_leads_to_the_organisation(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    first = lms.launch(browser, sub="5")
    lms.deployment_id = "2"
    add(tool, lms, "Gemeente Twee")
    second = lms.launch(browser, sub="5")
    tool.assert_welcomed(second)
    assert first.person != second.person


def test_the_token_must_keep_to_the_deployment_of_the_login(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    asked = lms.login(browser)
    lms.deployment_id = "2"
    add(tool, lms, "Gemeente Twee")
    token = lms.id_token(asked["nonce"])
    tool.assert_turned_away(lms.post(browser, id_token=token, state=asked["state"]))


@pytest.mark.parametrize("role", [SYSTEM_ADMIN, INSTITUTION_ADMIN])
def test_an_administrator_of_the_lms_is_admin(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, role: str
) -> None:
    reply = lms.launch(browser, roles=[role, INSTRUCTOR])
    assert (reply.status, reply.role) == (200, "admin")


def test_the_tool_publishes_two_keys_and_no_secret(tool: Tool) -> None:
    keys = tool.app.test_client().get("/lti/jwks.json").get_json()["keys"]
    assert len({key["kid"] for key in keys}) == len(keys) == 2
    assert not any({"d", "p", "q"} & set(key) for key in keys)
    assert {key["alg"] for key in keys} == {"RS256"}
