"""Starts the Open edX platform of `server.py` with the Python of its own environment."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

HERE = Path(__file__).parent
PYTHON = HERE.parent.parent / ".venv-openedx" / "bin" / "python"


@dataclass(frozen=True)
class OpenEdx:
    """A running platform: its addresses, ids and people (name -> what the tool sees as sub)."""

    url: str
    issuer: str
    client_id: str
    deployment_id: str
    auth_login_url: str
    token_url: str
    jwks_url: str
    members_url: str
    lineitems_url: str
    people: dict[str, str]

    def received(self) -> dict[str, list[dict[str, Any]]]:
        """What the platform has stored: `items`, `scores` and `choices`."""
        answer = requests.get(self.url + "/received", timeout=10)
        answer.raise_for_status()
        stored: dict[str, list[dict[str, Any]]] = answer.json()
        return stored

    def launch(self, browser: requests.Session, user: str, **query: str) -> requests.Response:
        """The clicks of a person without JavaScript: start, login, the platform's form, launch."""
        start = self.url + "/start"
        page = browser.get(start, params={"user": user, **query}, timeout=20)
        assert page.status_code == 200, page.text[:2000]
        action, fields = read_form(page.text)
        return browser.post(urljoin(page.url, action), data=fields, timeout=20)


def read_form(page: str) -> tuple[str, dict[str, str]]:
    """Where the page's form goes and what it holds."""
    action = re.search(r'<form[^>]*?action="([^"]*)"', page, re.DOTALL)
    assert action, page[:2000]
    fields = re.findall(r'<input name="([^"]*)" value="([^"]*)"', page)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in fields}


def require_environment() -> None:
    """Skips without the environment; fails instead where every test must run."""
    if PYTHON.exists():
        return
    reason = "no .venv-openedx: run tests/openedx/setup.sh"
    if os.environ.get("THEMASCAN_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def open_edx(
    login_url: str, launch_url: str, keyset_url: str, directory: Path
) -> Iterator[OpenEdx]:
    """A platform that knows one tool; stops when the block ends."""
    asked = {"login_url": login_url, "launch_url": launch_url, "keyset_url": keyset_url}
    # Its standard input is its lifeline: it ends with us, however we end.
    command = [str(PYTHON), str(HERE / "server.py")]
    with (
        open(directory / "openedx.log", "w") as log,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        print(json.dumps({**asked, "directory": str(directory)}), file=process.stdin, flush=True)
        line = process.stdout.readline()
        assert line, (directory / "openedx.log").read_text()
        yield OpenEdx(**json.loads(line))
        process.stdin.close()
        process.wait(timeout=20)
