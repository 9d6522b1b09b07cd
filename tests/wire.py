"""A browser with somebody beside its line, who sees lengths and what is not encrypted at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

MASKS = (
    (re.compile(r"/v/[A-Za-z0-9_-]+"), "/v/ID"),
    (re.compile(r"themascan_visit=[A-Za-z0-9_-]+"), "themascan_visit=SECRET"),
)


def masked(text: str) -> str:
    """A text without what is of one visit; each such thing is as long as every other."""
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


class Exchange(NamedTuple):
    """One request and its answer."""

    method: str
    path: str
    sent: int
    status: int
    headers: tuple[tuple[str, str], ...]
    received: int
    title: str


class Form(HTMLParser):
    """What a browser sends of the form of a page that has a forward button."""

    def __init__(self, page: str, chosen: Mapping[str, str]) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.action, self._open = "", list[tuple[str, str]]()
        self._chosen, self._here = chosen, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open, self._here = [], given["action"]
        elif tag == "input" and self._is_sent(given):
            self._open.append((given["name"], given["value"]))
        elif tag == "button" and (given["name"], given["value"]) == ("go", "next"):
            self.action, self.fields = self._here, [*self._open, ("go", "next")]

    def _is_sent(self, given: Mapping[str, str]) -> bool:
        if given["type"] != "radio":
            return given["type"] == "hidden"
        # Filled up behind the id, see lti_tool/views/fields.py.
        return self._chosen.get(given["name"]) == given["value"].rstrip(".")


class Wire:
    """A browser whose every request and answer is noted."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.seen = client, list[Exchange]()
        self.text = ""

    def get(self, path: str) -> None:
        """Open an address, and follow where it leads."""
        self._note(self.client.get(path), 0)

    def send(self, chosen: Mapping[str, str]) -> None:
        """Send the form of the page in view with these answers, and follow where it leads."""
        form = Form(self.text, chosen)
        body = urlencode(form.fields)
        kind = "application/x-www-form-urlencoded"
        self._note(self.client.post(form.action, data=body, content_type=kind), len(body))

    def _note(self, answer: TestResponse, sent: int) -> None:
        headers = tuple((name, masked(value)) for name, value in answer.headers)
        self.text = answer.get_data(as_text=True)
        title = re.search(r"<title>(.*?)</title>", self.text)
        request = answer.request
        self.seen.append(
            Exchange(
                request.method,
                masked(request.full_path),
                sent,
                answer.status_code,
                headers,
                len(answer.get_data()),
                title.group(1) if title else "",
            )
        )
        if answer.status_code == 303:
            self.get(answer.headers["Location"])
