"""The 12 known-bad payloads of the 1EdTech LTI 1.3 core certification.

http://www.imsglobal.org/spec/lti/v1p3/cert/#known-bad-payloads: the tool must refuse each,
sent as a teacher and as a student.
"""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.certification.conftest import Tool
from tests.platform import INSTRUCTOR, LEARNER, TestPlatform

BAD_PAYLOADS: dict[str, dict[str, Any]] = {
    "no_kid_sent_in_jwt_header": {"headers": {"kid": None}},
    "incorrect_kid_in_jwt_header": {"headers": {"kid": "imstester_66067"}},
    "wrong_lti_version": {"version": "11.3"},
    "no_lti_version": {"drop": ["version"]},
    "missing_lti_claims": {"drop": ["aud", "iss", "sub", "deployment_id", "roles"]},
    "timestamps_incorrect": {"iat": 11111, "exp": 22222},
    "message_type_claim_missing": {"drop": ["message_type"]},
    "role_claim_missing": {"drop": ["roles"]},
    "deployment_id_claim_missing": {"drop": ["deployment_id"]},
    "resource_link_id_claim_missing": {"drop": ["resource_link"]},
    "user_claim_missing": {"drop": ["sub"]},
}
AS = pytest.mark.parametrize(
    ("sub", "role"), [("101", INSTRUCTOR), ("102", LEARNER)], ids=["teacher", "student"]
)


@AS
@pytest.mark.parametrize("payload", BAD_PAYLOADS.values(), ids=BAD_PAYLOADS)
def test_bad_payload(
    tool: Tool,
    lms: TestPlatform,
    browser: FlaskClient,
    sub: str,
    role: str,
    payload: dict[str, Any],
) -> None:
    reply = lms.launch(browser, sub=sub, roles=[role], **payload)
    tool.assert_turned_away(reply)


@pytest.mark.parametrize("nonce", [True, False], ids=["with_nonce", "without_nonce"])
def test_bad_payload_invalid_lti_message(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, nonce: bool
) -> None:
    asked = lms.login(browser)
    claims = {"name": "badltilaunch"} | ({"nonce": asked["nonce"]} if nonce else {})
    reply = lms.post(browser, id_token=lms.sign(claims), state=asked["state"])
    tool.assert_turned_away(reply)
