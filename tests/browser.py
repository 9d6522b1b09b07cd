"""One way of asking for tests: of a Flask test client, or over HTTP with requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit


@dataclass(frozen=True)
class Reply:
    """What the browser holds after a step: status, headers, text and the address."""

    status: int
    headers: Mapping[str, str]
    text: str
    url: str

    def attribute(self, name: str) -> str | None:
        """The value of an attribute of <html>, or None."""
        html = re.search(r"<html\b[^>]*>", self.text)
        found = re.search(rf'\b{name}="([^"]*)"', html.group()) if html else None
        return found.group(1) if found else None

    @property
    def page(self) -> str | None:
        return self.attribute("data-page")

    @property
    def role(self) -> str | None:
        return self.attribute("data-role")

    @property
    def person(self) -> str | None:
        return self.attribute("data-person")


class Browser:
    """A Flask test client or a requests.Session, behind one way of asking."""

    def __init__(self, client: Any, base_url: str = "") -> None:
        self.client, self.base_url = client, base_url
        self.over_http = hasattr(client, "mount")

    def ask(self, method: str, url: str, **kwargs: Any) -> Reply:
        """One step, no redirect followed."""
        if self.over_http:
            where = urljoin(self.base_url, url)
            kwargs = {"params": kwargs.pop("query_string", None), "timeout": 20, **kwargs}
            answer = self.client.request(method, where, allow_redirects=False, **kwargs)
            return Reply(answer.status_code, answer.headers, answer.text, where)
        parts = urlsplit(url)
        where = parts.path + ("?" + parts.query if parts.query else "")
        answer = self.client.open(where, method=method, **kwargs)
        return Reply(answer.status_code, answer.headers, answer.get_data(as_text=True), where)

    def follow(self, reply: Reply, most: int = 5) -> Reply:
        """The page at the end of the redirects, at most `most` of them."""
        for _ in range(most):
            if reply.status not in (301, 302, 303, 307, 308):
                return reply
            reply = self.ask("GET", urljoin(reply.url, reply.headers["Location"]))
        raise AssertionError(f"more than {most} redirects, last to {reply.url}")
