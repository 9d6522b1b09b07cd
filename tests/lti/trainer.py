"""Somebody whom an LMS sends to choose content."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import jwt

from tests.browser import Reply
from tests.platform import (
    INSTRUCTOR,
)
from tests.town import Walker

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
CAPTURE = json.loads((Path(__file__).parent / "captures/moodle-deep-linking.json").read_text())
BACK = "https://lms.example/mod/lti/contentitem_return.php?course=2&id=1&sesskey=abc"
SETTINGS = {
    "accept_types": ["ltiResourceLink"],
    "accept_presentation_document_targets": ["frame", "iframe", "window"],
    "accept_multiple": True,
    "deep_link_return_url": BACK,
}


class Trainer(Walker):
    """Somebody whom the LMS sends to choose content."""

    def asks(self, role: str = INSTRUCTOR, **changed: Any) -> Reply:
        """From "add content" in the LMS to the first page."""
        settings = {**SETTINGS, **changed.pop("settings", {})}
        kind = {"message_type": "LtiDeepLinkingRequest", "deep_linking_settings": settings}
        token = {"roles": [role], "drop": ["resource_link"], **kind, **changed}
        return self.launch("42", **token)

    def places(self, choice: str = "", go: str = "place") -> Reply:
        chosen = {"choice": choice} if choice else {}
        return self.post("/place", go=go, **chosen)

    @property
    def choices(self) -> list[str]:
        return re.findall(r'name="choice" value="([^"]+)"', self.page.text)

    @property
    def sent(self) -> tuple[str, dict[str, Any]]:
        """Where the page's form goes, and the claims of the checked token in it."""
        form = re.search(r'<form method="post" action="([^"]+)" data-submit-at-once>', self.main)
        token = re.search(r'name="JWT" value="([^"]+)"', self.main)
        assert form, self.main
        assert token
        keys = jwt.PyJWKSet.from_dict(self.client.get("/lti/jwks.json").get_json())
        key = keys[jwt.get_unverified_header(token[1])["kid"]]
        issuer, client = self.town.lms.issuer, self.town.lms.client_id
        claims = jwt.decode(token[1], key, ["RS256"], audience=issuer, issuer=client)
        return html.unescape(form[1]), claims

    @property
    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.sent[1][DL + "content_items"]
        return found
