"""The harness: the platform launches and serves before any tool of ours is in play."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from tests.openedx.process import OpenEdx, open_edx, read_form, require_environment
from tests.platform import INSTRUCTOR, LEARNER, LTI

pytestmark = pytest.mark.openedx
TOOL = "http://127.0.0.1:9/lti/"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[OpenEdx]:
    require_environment()
    with open_edx(TOOL + "login", TOOL + "launch", TOOL + "jwks.json", tmp_path) as running:
        yield running


def login_sent(platform: OpenEdx, user: str) -> dict[str, str]:
    """What the platform sends to the tool's login address."""
    answer = requests.get(
        platform.url + "/start", params={"user": user}, allow_redirects=False, timeout=10
    )
    where = urlsplit(answer.headers["Location"])
    assert where.path == "/lti/login"
    return {name: values[0] for name, values in parse_qs(where.query).items()}


@pytest.mark.parametrize(("user", "role"), [("teacher", INSTRUCTOR), ("student", LEARNER)])
def test_signs_a_launch_for(platform: OpenEdx, user: str, role: str) -> None:
    sent = login_sent(platform, user)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": sent["client_id"],
        "redirect_uri": TOOL + "launch",
        "state": "s",
        "nonce": "n",
        "login_hint": sent["login_hint"],
        "lti_message_hint": sent["lti_message_hint"],
    }
    page = requests.get(platform.auth_login_url, params=asked, timeout=10)
    action, form = read_form(page.text)
    assert (action, form["state"]) == (TOOL + "launch", "s")
    keys = jwt.PyJWKSet.from_dict(requests.get(platform.jwks_url, timeout=10).json())
    kid = jwt.get_unverified_header(form["id_token"])["kid"]
    claims = jwt.decode(form["id_token"], keys[kid], ["RS256"], audience=platform.client_id)
    assert (claims["iss"], claims["nonce"]) == (platform.issuer, "n")
    assert claims["sub"] == platform.people[user]
    assert claims[LTI + "deployment_id"] == platform.deployment_id
    assert role in claims[LTI + "roles"]


def test_refuses_members_to_who_has_no_token(platform: OpenEdx) -> None:
    assert requests.get(platform.members_url, timeout=10).status_code in (401, 403)
