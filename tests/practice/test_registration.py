"""A tool registers itself with the practice LMS, as it would with Moodle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from lti_tool.practice.lti_tables import Tool
from tests.practice.visitor import Visitor
from tests.practice.world import PracticeMoodle

CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"


def registration(**changes: Any) -> dict[str, Any]:
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "initiate_login_uri": "https://scan.example/lti/login",
        "redirect_uris": ["https://scan.example/lti/launch"],
        "client_name": "Scan",
        "jwks_uri": "https://scan.example/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": "https://purl.imsglobal.org/spec/lti-ags/scope/score nonsense",
        CONFIGURATION: {
            "domain": "scan.example",
            "target_link_uri": "https://scan.example/lti/launch",
            "messages": [{"type": "LtiDeepLinkingRequest"}],
        },
    } | changes


@pytest.fixture
def invitation(visitor: Visitor) -> dict[str, str]:
    """What the tool's registration address gets."""
    visitor.be("2")
    page = visitor.post("/tools/register", url="https://scan.example/lti/register/abc").text
    address = re.search(r'<iframe[^>]*src="(https://scan[^"]+)"', page)
    assert address
    query = parse_qs(urlsplit(unescape(address.group(1))).query)
    return {name: values[0] for name, values in query.items()}


def send(invitation: dict[str, str], document: Any) -> requests.Response:
    where = requests.get(invitation["openid_configuration"], timeout=5).json()
    return requests.post(
        where["registration_endpoint"],
        data=json.dumps(document),
        headers={
            "Authorization": f"Bearer {invitation['registration_token']}",
            "Content-Type": "application/json",
        },
        timeout=5,
    )


def tools(lms: PracticeMoodle) -> Iterator[Tool]:
    with lms.practice.session() as session:
        yield from session.query(Tool).order_by(Tool.id).all()[1:]


def test_a_tool_registers_itself_and_waits_for_an_admin(
    lms: PracticeMoodle, visitor: Visitor, invitation: dict[str, str]
) -> None:
    answer = send(invitation, registration())
    document = answer.json()
    assert answer.status_code == 200
    assert document["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    assert document[CONFIGURATION]["deployment_id"] == "2"
    [tool] = tools(lms)
    assert (tool.client_id, tool.active) == (document["client_id"], False)
    visitor.post("/tools/activate", tool="2")
    assert [tool.active for tool in tools(lms)] == [True]


def test_a_registration_token_is_spent_by_success_alone(
    lms: PracticeMoodle, invitation: dict[str, str]
) -> None:
    assert send(invitation, registration(jwks_uri=None)).status_code == 400
    assert send(invitation, registration()).status_code == 200
    assert send(invitation, registration()).status_code == 401
    assert len(list(tools(lms))) == 1


BAD_REGISTRATIONS = {
    "native": registration(application_type="native"),
    "another method": registration(token_endpoint_auth_method="none"),
    "no domain": registration(**{CONFIGURATION: {"target_link_uri": "https://a.example/"}}),
    "another domain": registration(
        **{CONFIGURATION: {"domain": "a.example", "target_link_uri": "https://b.example/"}}
    ),
    "nothing": {},
}


@pytest.mark.parametrize("document", BAD_REGISTRATIONS.values(), ids=BAD_REGISTRATIONS)
def test_a_registration_that_is_not_right_is_refused(
    lms: PracticeMoodle, invitation: dict[str, str], document: dict[str, Any]
) -> None:
    assert send(invitation, document).status_code == 400
    assert list(tools(lms)) == []


def test_only_an_admin_registers_tools(visitor: Visitor) -> None:
    visitor.be("6")
    assert visitor.get("/tools").status_code == 403
    assert visitor.post("/tools/register", url="https://a.example").status_code == 403
