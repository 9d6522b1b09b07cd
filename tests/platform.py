"""An LMS for tests: signs LTI 1.3 messages and serves its keys on a real socket.

    with TestPlatform() as platform:
        reply = platform.launch(client, sub="5", roles=[INSTRUCTOR])
        assert reply.page == "welcome"

`client` is a Flask test client, or a requests.Session with the tool's address as `base_url`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt

from tests.browser import Browser, Reply
from tests.keys import public_jwk, rsa_key

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
CONTENT_DEVELOPER = "http://purl.imsglobal.org/vocab/lis/v2/membership#ContentDeveloper"
SYSTEM_ADMIN = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"
INSTITUTION_ADMIN = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"

_LTI_NAMES = {"message_type", "version", "deployment_id", "target_link_uri", "resource_link"}
_LTI_NAMES |= {"roles", "context", "custom", "tool_platform", "launch_presentation", "lis"}
_LTI_NAMES |= {"role_scope_mentor", "for_user"}
_SERVICES = {
    "ags": AGS + "claim/endpoint",
    "nrps": NRPS + "claim/namesroleservice",
    "deep_linking_settings": "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings",
}


def claim(name: str) -> str:
    """The claim's full name: `roles` -> https://purl.imsglobal.org/spec/lti/claim/roles."""
    return LTI + name if name in _LTI_NAMES else _SERVICES.get(name, name)


class TestPlatform:
    """One LMS: issuer, client id, deployment, keys. A context manager; the socket is real."""

    __test__ = False

    def __init__(
        self,
        client_id: str = "themascan-client",
        deployment_id: str = "1",
        issuer: str | None = None,
        tool_url: str = "http://localhost",
        kid: str = "platform-1",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.client_id, self.deployment_id, self.tool_url = client_id, deployment_id, tool_url
        self.kids, self.clock = [kid], clock
        self.fetches = 0
        self.broken = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.host_port = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host_port}"
        self.issuer = issuer or self.url
        self.auth_url, self.token_url = f"{self.url}/auth", f"{self.url}/token"
        self.jwks_url = f"{self.url}/jwks"

    def __enter__(self) -> TestPlatform:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def jwks(self) -> dict[str, Any]:
        return {"keys": [public_jwk(kid) for kid in self.kids]}

    def rotate(self, kid: str) -> None:
        """From now on signs with `kid`; the older keys stay published."""
        self.kids.insert(0, kid)

    def add_arguments(self, organisation: str) -> list[str]:
        """`themascan platform add` of DESIGN 10, without the command's name."""
        options = {
            "--organisation": organisation,
            "--issuer": self.issuer,
            "--client-id": self.client_id,
            "--deployment-id": self.deployment_id,
            "--auth-login-url": self.auth_url,
            "--token-url": self.token_url,
            "--jwks-url": self.jwks_url,
        }
        return ["platform", "add", *(word for pair in options.items() for word in pair)]

    def login_params(self, drop: Iterable[str] = (), **overrides: Any) -> dict[str, str]:
        """What the LMS sends to /lti/login (OIDC third-party initiated login)."""
        params = {
            "iss": self.issuer,
            "client_id": self.client_id,
            "login_hint": "5",
            "lti_message_hint": '{"cmid":7}',
            "lti_deployment_id": self.deployment_id,
            "target_link_uri": f"{self.tool_url}/lti/launch",
        } | overrides
        return {name: value for name, value in params.items() if name not in set(drop)}

    def claims(
        self,
        nonce: str,
        sub: str = "5",
        roles: Iterable[str] = (LEARNER,),
        drop: Iterable[str] = (),
        **overrides: Any,
    ) -> dict[str, Any]:
        """The claims of a resource link launch. Overrides and `drop` take short names."""
        now = int(self.clock())
        usual = self._message(roles) | self._services() | self._names(sub)
        usual |= {"iss": self.issuer, "aud": self.client_id, "azp": self.client_id}
        usual |= {"sub": sub, "nonce": nonce, "iat": now, "exp": now + 60}
        usual |= overrides
        return {claim(name): value for name, value in usual.items() if name not in set(drop)}

    def _message(self, roles: Iterable[str]) -> dict[str, Any]:
        return {
            "message_type": "LtiResourceLinkRequest",
            "version": "1.3.0",
            "deployment_id": self.deployment_id,
            "target_link_uri": f"{self.tool_url}/lti/launch",
            "resource_link": {"id": "7", "title": "Themascan", "description": ""},
            "roles": list(roles) if isinstance(roles, list | tuple | set) else roles,
            "context": {"id": "3", "label": "DV", "title": "Digitaal", "type": ["CourseSection"]},
            "launch_presentation": {"locale": "nl", "document_target": "iframe"},
            "tool_platform": {"guid": "lms-1", "name": "LMS", "product_family_code": "moodle"},
            "custom": {},
        }

    def _services(self) -> dict[str, Any]:
        scopes = [AGS + "scope/" + s for s in ("lineitem", "score", "result.readonly")]
        lineitems = f"{self.url}/lineitems"
        members = {"context_memberships_url": f"{self.url}/members", "service_versions": ["2.0"]}
        return {"ags": {"scope": scopes, "lineitems": lineitems}, "nrps": members}

    def _names(self, sub: str) -> dict[str, Any]:
        names = {"given_name": "Sam", "family_name": "de Vries", "name": "Sam de Vries"}
        return {**names, "email": f"sam{sub}@gemeente.example", "locale": "nl"}

    def sign(
        self,
        claims: Mapping[str, Any],
        headers: Mapping[str, Any] | None = None,
        signed_by: str | None = None,
        algorithm: str = "RS256",
    ) -> str:
        """A JWT. `headers` with kid None sends none; `signed_by` names another key."""
        kid = self.kids[0]
        all_headers = {"kid": kid, **(headers or {})}
        sent = {name: value for name, value in all_headers.items() if value is not None}
        # PyJWS, since PyJWT itself refuses to sign claims of a wrong kind.
        payload = json.dumps(dict(claims)).encode()
        return jwt.PyJWS().encode(payload, rsa_key(signed_by or kid), algorithm, headers=sent)

    def id_token(self, nonce: str, *, headers: Mapping[str, Any] | None = None, **kw: Any) -> str:
        """Signed claims: `sub`, `roles`, `drop` and overrides as in `claims`."""
        return self.sign(self.claims(nonce, **kw), headers)

    def login(
        self, client: Any, base_url: str = "", method: str = "POST", **overrides: Any
    ) -> dict[str, str]:
        """Step one, /lti/login: the parameters that the tool sends to the LMS."""
        params = self.login_params(**overrides)
        where = {"data": params} if method == "POST" else {"query_string": params}
        reply = Browser(client, base_url).ask(method, "/lti/login", **where)
        assert reply.status in (302, 303), f"login answered {reply.status}: {reply.text[:400]}"
        location = reply.headers["Location"]
        assert location.startswith(self.auth_url + "?"), location
        return dict(parse_qsl(urlsplit(location).query))

    def post(
        self, client: Any, base_url: str = "", *, follow: bool = True, **form: str | None
    ) -> Reply:
        """Step two, what the browser posts to /lti/launch: id_token and state, or an error."""
        browser = Browser(client, base_url)
        data = {name: value for name, value in form.items() if value is not None}
        reply = browser.ask("POST", "/lti/launch", data=data)
        return browser.follow(reply) if follow else reply

    def launch(
        self,
        client: Any,
        base_url: str = "",
        *,
        follow: bool = True,
        login: Mapping[str, Any] | None = None,
        **token: Any,
    ) -> Reply:
        """A whole launch, as `id_token` takes it; the reply is the page at its end."""
        asked = self.login(client, base_url, **(login or {}))
        id_token = self.id_token(**{"nonce": asked["nonce"], **token})
        return self.post(client, base_url, follow=follow, id_token=id_token, state=asked["state"])


def _handler(platform: TestPlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/jwks" and not platform.broken
            platform.fetches += known
            body = json.dumps(platform.jwks() if known else {"error": "not here"}).encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass  # a test's output is for pytest

    return Handler
