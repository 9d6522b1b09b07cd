"""The valid launches of the 1EdTech LTI 1.3 core certification, as teacher and as student.

http://www.imsglobal.org/spec/lti/v1p3/cert/ (valid teacher launches, valid student launches).
An Instructor has no page of its own outside deep linking: everybody lands as an employee.
"""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.certification.conftest import Tool
from tests.platform import INSTRUCTOR, LEARNER, TestPlatform

NAMES = ["name", "given_name", "family_name"]
UNKNOWN = "http://purl.imsglobal.org/vocab/lis/v2/unknownrole/unknown#Helper"
MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Mentor"
EVERYTHING = {
    "middle_name": "van",
    "picture": "https://lms.example/pictures/101.png",
    "zoneinfo": "Europe/Amsterdam",
    "lis": {"person_sourcedid": "hr:101", "course_section_sourcedid": "2026-4"},
    "custom": {"page": "", "anything": "at all"},
    "https://lms.example/vendor/claim": {"deep": [1, None, {"x": True}]},
}
VALID: dict[str, dict[str, Any]] = {
    "message": {},
    "with_all_claims": EVERYTHING,
    "with_multiple_roles": {"more_roles": [MENTOR]},
    "with_short_role": {"short": True},
    "with_unknown_role": {"more_roles": [UNKNOWN]},
    "with_no_role": {"roles": []},
    "with_only_email": {"drop": NAMES},
    "with_only_names": {"drop": ["email"]},
    "without_pii": {"drop": [*NAMES, "email"]},
    "with_email_without_context": {"drop": [*NAMES, "context"]},
}
AS = pytest.mark.parametrize(
    ("sub", "role"), [("101", INSTRUCTOR), ("102", LEARNER)], ids=["teacher", "student"]
)


def token_arguments(role: str, given: dict[str, Any]) -> dict[str, Any]:
    """`id_token` arguments: the role in the form that the launch is named after."""
    rest = {name: value for name, value in given.items() if name not in ("more_roles", "short")}
    own = role.rpartition("#")[2] if given.get("short") else role
    return {"roles": [own, *given.get("more_roles", [])], **rest}


@AS
@pytest.mark.parametrize("given", VALID.values(), ids=VALID)
def test_valid_launch(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, sub: str, role: str, given: dict[str, Any]
) -> None:
    reply = lms.launch(browser, sub=sub, **token_arguments(role, given))
    tool.assert_welcomed(reply)


@pytest.mark.parametrize("roles", [[""], [UNKNOWN], ["  "], [LEARNER, LEARNER]])
def test_odd_roles_make_an_employee(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, roles: list[str]
) -> None:
    tool.assert_welcomed(lms.launch(browser, roles=roles))


def test_login_may_come_by_get(tool: Tool, lms: TestPlatform, browser: FlaskClient) -> None:
    tool.assert_welcomed(lms.launch(browser, login={"method": "GET"}))


@pytest.mark.parametrize("dropped", ["lti_message_hint", "lti_deployment_id"])
def test_login_may_lack_what_is_optional(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, dropped: str
) -> None:
    tool.assert_welcomed(lms.launch(browser, login={"drop": [dropped]}))


def test_the_tool_asks_as_the_specification_says(lms: TestPlatform, browser: FlaskClient) -> None:
    asked = lms.login(browser, login_hint="user & 7", lti_message_hint="a=b&c")
    state, nonce = asked.pop("state"), asked.pop("nonce")
    assert min(len(state), len(nonce)) >= 20
    assert state != nonce
    assert asked == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": lms.client_id,
        "redirect_uri": f"{lms.tool_url}/lti/launch",
        "login_hint": "user & 7",
        "lti_message_hint": "a=b&c",
    }


def test_the_same_person_is_known_again(tool: Tool, lms: TestPlatform) -> None:
    first, again, other = (lms.launch(tool.app.test_client(), sub=sub) for sub in ("5", "5", "6"))
    assert first.person == again.person != other.person
