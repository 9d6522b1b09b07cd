"""The harness: the platform launches and serves before any tool of ours is in play."""

import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import requests

from tests.keys import rsa_key
from tests.openedx.conftest import KID
from tests.openedx.process import OpenEdx, read_form
from tests.platform import INSTRUCTOR, LEARNER, LTI

pytestmark = pytest.mark.openedx
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def launched(platform: OpenEdx, user: str, **query: str) -> dict[str, Any]:
    """The claims that the platform signs for somebody, checked with its own keys."""
    start = requests.get(
        platform.url + "/start", params={"user": user, **query}, allow_redirects=False, timeout=10
    )
    sent = dict(parse_qsl(urlsplit(start.headers["Location"]).query))
    asked = {name: sent[name] for name in ("client_id", "login_hint", "lti_message_hint")}
    asked |= {"redirect_uri": sent["target_link_uri"], "state": "s", "nonce": "n"}
    page = requests.get(platform.auth_login_url, params=asked, timeout=10)
    action, form = read_form(page.text)
    assert (action, form["state"]) == (sent["target_link_uri"], "s")
    keys = jwt.PyJWKSet.from_dict(requests.get(platform.jwks_url, timeout=10).json())
    key = keys[jwt.get_unverified_header(form["id_token"])["kid"]]
    claims: dict[str, Any] = jwt.decode(
        form["id_token"], key, ["RS256"], audience=platform.client_id, issuer=platform.issuer
    )
    return claims


@pytest.mark.parametrize(("user", "role"), [("teacher", INSTRUCTOR), ("student", LEARNER)])
def test_signs_a_launch_for(alone: OpenEdx, user: str, role: str) -> None:
    claims = launched(alone, user)
    assert (claims["nonce"], claims["sub"]) == ("n", alone.people[user])
    assert claims[LTI + "message_type"] == "LtiResourceLinkRequest"
    assert claims[LTI + "deployment_id"] == alone.deployment_id
    assert role in claims[LTI + "roles"]


def test_refuses_members_to_who_has_no_token(alone: OpenEdx) -> None:
    assert requests.get(alone.members_url, timeout=10).status_code in (401, 403)


def test_takes_a_deep_link_back(alone: OpenEdx) -> None:
    request = launched(alone, "teacher", deep_link="1")
    assert request[LTI + "message_type"] == "LtiDeepLinkingRequest"
    choice = {"type": "ltiResourceLink", "title": "De scan", "custom": {"page": "scan"}}
    answer = {
        "iss": alone.client_id,
        "aud": alone.issuer,
        "iat": int(time.time()),
        "exp": int(time.time()) + 60,
        LTI + "message_type": "LtiDeepLinkingResponse",
        LTI + "version": "1.3.0",
        LTI + "deployment_id": alone.deployment_id,
        DL + "content_items": [choice],
    }
    token = jwt.encode(answer, rsa_key(KID), "RS256", headers={"kid": KID})
    where = request[DL + "deep_linking_settings"]["deep_link_return_url"]
    assert requests.post(where, data={"JWT": token}, timeout=10).status_code == 200
    (kept,) = alone.received()["choices"]
    assert kept["attributes"]["title"] == "De scan"
