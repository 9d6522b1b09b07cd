"""A browser that keeps nothing: what it sends is what the test says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import select

from lti_tool.models import WaitingLaunch, db
from tests.browser import Browser, Reply
from tests.certification.conftest import TOOL, Tool
from tests.platform import TestPlatform

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": TOOL}
NAMELESS = ["name", "given_name", "family_name"]


@dataclass
class Bare:
    """A browser that keeps nothing: what it sends is what the test says."""

    tool: Tool
    lms: TestPlatform

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
        **form: str,
    ) -> Reply:
        client = self.tool.app.test_client(use_cookies=False)
        body = {"data": form} if method == "POST" else {}
        return Browser(client).ask(method, path, headers=dict(headers or {}), **body)

    def begin(self, **overrides: str) -> tuple[Reply, dict[str, str]]:
        """The login; its page and what it sends to the LMS."""
        begun = self.ask("/lti/login", **self.lms.login_params(**overrides))
        refresh = begun.headers.get("Refresh", "").partition("url=")[2]
        location = begun.headers.get("Location") or refresh
        return begun, dict(parse_qsl(urlsplit(location).query))

    def launch(
        self, origin: str | None = None, storage: bool = False, cookie: str = "", **token: Any
    ) -> Reply:
        """A launch that comes from a site."""
        begun, asked = self.begin(**({"lti_storage_target": "_parent"} if storage else {}))
        self.secret = (re.findall(r'data-secret="([^"]+)"', begun.text) or [""])[0]
        headers = {"Origin": self.lms.url if origin is None else origin}
        headers = {name: value for name, value in headers.items() if value != "absent"}
        if cookie:
            headers["Cookie"] = cookie
        id_token = self.lms.id_token(**{"nonce": asked["nonce"], **token})
        return self.ask("/lti/launch", headers, id_token=id_token, state=asked["state"])

    def go_on(self, page: Reply, headers: Mapping[str, str] = OURS, **more: str) -> Reply:
        """Send the page's form."""
        return self.ask("/lti/continue", headers, code=code_of(page), **more)


def code_of(page: Reply) -> str:
    found = re.search(r'name="code" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def rows(tool: Tool) -> int:
    with tool.app.app_context():
        return len(db.session.scalars(select(WaitingLaunch)).all())


def assert_waits(page: Reply, bare: Bare) -> None:
    assert (page.status, page.page) == (200, "waiting")
    assert "Set-Cookie" not in page.headers
    assert bare.tool.visits() == 0
