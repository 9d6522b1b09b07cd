"""Somebody with a browser who visits the practice LMS."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.practice.world import TOOL_URL, PracticeMoodle


class Visitor:
    """A browser with cookies that does not follow redirects."""

    def __init__(self, lms: PracticeMoodle) -> None:
        self.lms, self.session = lms, requests.Session()

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(self.lms.url + path, params=query, allow_redirects=False, timeout=5)

    def post(self, path: str, **form: Any) -> requests.Response:
        return self.session.post(self.lms.url + path, data=form, allow_redirects=False, timeout=5)

    def be(self, account: str) -> None:
        assert self.post("/who", account=account).status_code == 303

    def announced(self, path: str = "/mod/lti/launch.php?id=1&frame=1") -> dict[str, str]:
        """What the tool's login address gets."""
        answer = self.get(path)
        assert answer.status_code == 302, answer.text
        assert answer.headers["Location"].startswith(f"{TOOL_URL}/lti/login?")
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def asked(self, announced: dict[str, str], **changes: str | None) -> requests.Response:
        """The tool's authentication request."""
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": announced["client_id"],
            "redirect_uri": f"{TOOL_URL}/lti/launch",
            "login_hint": announced["login_hint"],
            "lti_message_hint": announced["lti_message_hint"],
            "state": "s1",
            "nonce": "n1",
        } | changes
        return self.get("/mod/lti/auth.php", **{k: v for k, v in asked.items() if v is not None})


def fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}
