"""The demo as a process, and a visitor who walks through it over HTTP, without JavaScript."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import Cookie
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin

import requests
from requests.cookies import RequestsCookieJar

LONGEST_START = 240
LONGEST_WAIT = 60
MOST_PAGES = 20
ROOT = Path(__file__).parent.parent.parent


class Sites(Protocol):
    """Where the LMS of a tool is."""

    @property
    def practice_url(self) -> str: ...


@dataclass
class Demo:
    """One start of `themascan demo`."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)

    @property
    def tool_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def practice_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    def read_until(self, words: str) -> str:
        """The first line with these words; fails when the process ends before it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError("".join(self.lines))

    def end(self, number: signal.Signals) -> int:
        """Send a signal and return how it ended."""
        self.process.send_signal(number)
        return self.process.wait(LONGEST_WAIT)


@contextmanager
def demo(data: Path, port: int, *arguments: str) -> Iterator[Demo]:
    """Start the command; whatever is left of it ends with the block."""
    command = [sys.executable, "-m", "lti_tool", "demo", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        watchdog = threading.Timer(LONGEST_START, process.kill)
        watchdog.start()
        try:
            yield Demo(process, port)
        finally:
            watchdog.cancel()
            process.kill()


def wait_for(happened: object) -> None:
    """Look every quarter of a second until it is so; fails after a minute."""
    assert callable(happened)
    pause = threading.Event()
    for _ in range(LONGEST_WAIT * 4):
        if happened():
            return
        pause.wait(0.25)
    raise AssertionError("it did not happen within a minute")


class Jar(RequestsCookieJar):
    """Keeps cookies as browsers do for localhost, which counts as secure without TLS."""

    def set_cookie(self, cookie: Cookie, *rest: Any, **more: Any) -> None:
        cookie.secure = False
        super().set_cookie(cookie, *rest, **more)


class Visitor:
    """Somebody with a browser that keeps cookies and follows links and forms."""

    def __init__(self, demo: Sites) -> None:
        self.demo, self.session = demo, requests.Session()
        self.session.cookies = Jar()
        self.url = self.text = ""

    def get(self, url: str) -> str:
        return self._take(self.session.get(urljoin(self.demo.practice_url, url), timeout=20))

    def _take(self, answer: requests.Response) -> str:
        assert answer.status_code == 200, (answer.status_code, answer.url, answer.text[:500])
        self.url, self.text = answer.url, answer.text
        return self.text

    def attribute(self, name: str) -> str:
        found = re.search(rf'<html[^>]*\b{name}="([^"]*)"', self.text)
        return found.group(1) if found else ""

    def be(self, given_name: str) -> None:
        """Choose somebody on the first page."""
        self.get("/")
        found = re.search(rf'value="(\d+)">Word {given_name}<', self.text)
        assert found, self.text
        url = f"{self.demo.practice_url}/who"
        self._take(self.session.post(url, data={"account": found.group(1)}, timeout=20))

    def open_scan(self) -> None:
        """From the course page, through the frame, to the first page of the tool."""
        self.get(self._link("Naar de kwartaalscan"))
        frame = re.search(r'<iframe[^>]*id="tool"[^>]*src="([^"]+)"', self.text)
        assert frame, self.text
        self.get(unescape(frame.group(1)))
        self.send()

    def _link(self, words: str) -> str:
        found = re.search(rf'href="([^"]+)"[^>]*>{words}<', self.text)
        assert found, self.text
        return unescape(found.group(1))

    def send(self, **fields: str) -> None:
        """Send the form in the main part of the page with what is in it."""
        main = self.text.split("<main", 1)[-1].split("</main>", 1)[0]
        form = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', main, re.DOTALL)[-1]
        hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[1])
        data = {name: unescape(value) for name, value in hidden} | fields
        url = urljoin(self.url, unescape(form[0]))
        self._take(self.session.post(url, data=data, timeout=20))

    def scan(self) -> None:
        """Answer everything with "Weet ik niet" until the result is there."""
        for _ in range(MOST_PAGES):
            if self.attribute("data-page") not in ("welcome", "questions", "closing"):
                return
            asked = set(re.findall(r'type="radio"[^>]*name="([^"]+)"', self.text))
            asked |= set(re.findall(r'name="([^"]+)"[^>]*type="radio"', self.text))
            self.send(go="next", **dict.fromkeys(asked, "weet_niet"))
