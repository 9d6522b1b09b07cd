"""The LMS of the tests does what a tool expects of one."""

import jwt
import requests
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from tests.platform import INSTRUCTOR, LEARNER, LTI, TestPlatform


def test_a_token_is_verified_with_the_served_keys() -> None:
    with TestPlatform() as platform:
        token = platform.id_token("n-1", sub="9", roles=[INSTRUCTOR], email="a@b.example")
        keys = jwt.PyJWKSet.from_dict(requests.get(platform.jwks_url, timeout=5).json())
        kid = jwt.get_unverified_header(token)["kid"]
        claims = jwt.decode(token, keys[kid], ["RS256"], audience=platform.client_id)
    assert platform.fetches == 1
    assert claims[LTI + "roles"] == [INSTRUCTOR]
    assert (claims["sub"], claims["nonce"], claims["email"]) == ("9", "n-1", "a@b.example")


def test_claims_can_be_dropped_and_headers_changed() -> None:
    with TestPlatform() as platform:
        token = platform.id_token("n", drop=["message_type", "exp"], headers={"kid": None})
    claims = jwt.decode(token, options={"verify_signature": False})
    assert LTI + "message_type" not in claims
    assert "exp" not in claims
    assert "kid" not in jwt.get_unverified_header(token)


def test_rotation_keeps_the_older_key_published() -> None:
    with TestPlatform() as platform:
        platform.rotate("platform-2")
        assert [key["kid"] for key in platform.jwks()["keys"]] == ["platform-2", "platform-1"]
        assert jwt.get_unverified_header(platform.id_token("n"))["kid"] == "platform-2"


def test_the_driver_goes_from_login_to_the_page() -> None:
    with TestPlatform() as platform:
        reply = platform.launch(_tool(platform).test_client(), roles=[LEARNER])
    assert (reply.status, reply.page, reply.role) == (200, "welcome", "employee")
    assert reply.person is None


def _tool(platform: TestPlatform) -> Flask:
    app = Flask(__name__)

    @app.post("/lti/login")
    def login() -> ResponseReturnValue:
        assert request.form["iss"] == platform.issuer
        return redirect(f"{platform.auth_url}?state=s-1&nonce=n-1")

    @app.post("/lti/launch")
    def launch() -> ResponseReturnValue:
        claims = jwt.decode(request.form["id_token"], options={"verify_signature": False})
        assert (request.form["state"], claims["nonce"]) == ("s-1", "n-1")
        return redirect("/v/abc/")

    @app.get("/v/abc/")
    def page() -> str:
        return '<html lang="nl" data-page="welcome" data-role="employee"></html>'

    return app
