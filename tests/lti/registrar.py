"""An LMS that registers itself, behind a socket, with Moodle's answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer
from sqlalchemy import func, select

from lti_tool.models import Change, Deployment, Platform, RegistrationCode, db
from lti_tool.services.invitations import invite
from tests.browser import Browser, Reply
from tests.certification.conftest import Tool
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
