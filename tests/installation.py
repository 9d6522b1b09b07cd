"""The tool as an administrator has it: commands and servers as processes, nothing shared."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from cryptography.fernet import Fernet
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from tests.databases import new_database
from tests.ports import free_port

TOKEN = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
FORM = re.compile(r'<form[^>]*action="([^"]*?/v/[^/"]+/(?!close)[^"]+)"[^>]*>')


def patient() -> requests.Session:
    """A session that waits for a server to listen, twenty seconds at most."""
    session = requests.Session()
    retries = Retry(total=None, connect=80, backoff_factor=0.05, backoff_max=0.25)
    session.mount("http://", HTTPAdapter(max_retries=retries))
    return session


@dataclass(frozen=True)
class Installation:
    """A tool with its own database and port; its commands run as processes."""

    url: str
    environment: dict[str, str]

    @classmethod
    def make(cls, folder: Path) -> Installation:
        """Fresh secrets, a database in the folder, a free port."""
        url = f"http://127.0.0.1:{free_port()}"
        environment = {
            **os.environ,
            "THEMASCAN_DATABASE_URL": new_database(folder),
            "THEMASCAN_PUBLIC_URL": url,
            "THEMASCAN_SECRET_KEY": "a secret of the tests only, long enough",
            "THEMASCAN_DATA_KEYS": Fernet.generate_key().decode(),
            "THEMASCAN_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
        }
        return cls(url, environment)

    def command(self, *words: object) -> list[str]:
        """The words of a `themascan` command."""
        return [sys.executable, "-m", "lti_tool", *map(str, words)]

    def run(self, *words: object, timeout: float = 120) -> str:
        """One command that must succeed: what it printed."""
        done = subprocess.run(
            self.command(*words),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def made(self, *words: object) -> str:
        """The id that a command made: the last word of its last line."""
        return self.run(*words).split()[-1]

    def start(self, log: Path, *words: object) -> subprocess.Popen[str]:
        """A command that goes on; the caller ends it."""
        with open(log, "a") as output:
            return subprocess.Popen(
                self.command(*words),
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )

    @contextmanager
    def served(self, log: Path) -> Iterator[subprocess.Popen[str]]:
        """The web server, for as long as the block lasts."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        process = self.start(log, "serve", "--bind", f"{host}:{port}")
        try:
            answer = patient().get(self.url + "/healthz", timeout=10)
            assert answer.status_code == 200, log.read_text()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


class Person:
    """An employee with a browser that speaks HTTP, and no JavaScript."""

    def __init__(self, url: str) -> None:
        self.url, self.browser, self.text, self.at = url, requests.Session(), "", ""

    @property
    def page(self) -> str:
        """The name of the page in view."""
        found = re.search(r'<html\b[^>]*data-page="([^"]*)"', self.text)
        return found[1] if found else ""

    def see(self, text: str, at: str) -> None:
        """Put a page in view."""
        self.text, self.at = text, at

    def send(self, **fields: str) -> None:
        """Send the main form of the page in view."""
        main = self.text.split("<main", 1)[-1]
        action, token = FORM.search(main), TOKEN.search(main)
        assert action, self.text[:2000]
        assert token, self.text[:2000]
        data = {"csrf_token": token[1], **fields}
        where = self.url + action[1] if action[1].startswith("/") else action[1]
        answer = self.browser.post(where, data=data, timeout=20)
        assert answer.status_code == 200, answer.text[:2000]
        self.see(answer.text, answer.url)

    def scan(self, option: int) -> None:
        """Answer everything with the option of this number, up to the result."""
        while self.page != "result":
            self.send(go="next", **self.choices(option))

    def choices(self, option: int) -> dict[str, str]:
        """One option for each question on the page."""
        main = self.text.split("<main", 1)[-1]
        found: dict[str, list[str]] = {}
        for tag in re.findall(r'<input[^>]*type="radio"[^>]*>', main):
            name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
            assert name
            assert value
            found.setdefault(name[1], []).append(value[1])
        return {name: values[option % len(values)] for name, values in found.items()}
