"""Complete launches per second of the server's processor time, and its memory.

Starts `themascan serve` on a fresh SQLite database, plays an LMS that signs real tokens,
and reads the server's own processor time from the kernel. A complete launch is
/lti/login plus /lti/launch plus loading the page where it lands (`--no-page` leaves that out).

    python -m benchmarks.launches [--launches 2000] [--people 200] [--no-page]
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.fernet import Fernet

from tests.platform import TestPlatform

TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds(pid: int) -> float:
    """User plus system seconds of a process, by the kernel's count."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_mb(pid: int, field: str) -> float:
    """VmRSS (now) or VmHWM (peak) of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0.0


class Client:
    """A small browser: one connection, one cookie jar."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status, and where it leads."""
        headers = {"Host": "localhost"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = urlencode(form) if form is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = SimpleCookie(f"{name}={rest.split(';')[0]}")[name].value
        return answer.status, answer.headers.get("Location", "")


def launch(client: Client, lms: TestPlatform, sub: str, page: bool) -> None:
    """One complete launch; raises when it does not end on a page."""
    status, where = client.ask("POST", "/lti/login", lms.login_params())
    asked = dict(parse_qsl(urlsplit(where).query))
    token = lms.id_token(asked["nonce"], sub=sub)
    form = {"id_token": token, "state": asked["state"]}
    status, where = client.ask("POST", "/lti/launch", form)
    if status != 303:
        raise SystemExit(f"the launch of {sub} was answered with {status}")
    if page:
        status, _ = client.ask("GET", urlsplit(where).path)
        if status != 200:
            raise SystemExit(f"the landing page was answered with {status}")


def environment(folder: str, port: int) -> dict[str, str]:
    """Settings of a fresh installation."""
    return {
        **os.environ,
        "THEMASCAN_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite",
        "THEMASCAN_PUBLIC_URL": "http://localhost",
        "THEMASCAN_SECRET_KEY": "for this measurement only",
        "THEMASCAN_DATA_KEYS": Fernet.generate_key().decode(),
        "THEMASCAN_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
        "THEMASCAN_LOG_LEVEL": "WARNING",
    }


def themascan(env: dict[str, str], *words: str) -> str:
    """Run a command and return the last word of its last line."""
    command = [sys.executable, "-m", "lti_tool", *words]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1] if done.stdout.split() else ""


def wait_for(port: int) -> None:
    """Until the server answers, at most ten seconds."""
    for _ in range(200):
        try:
            Client(port).ask("GET", "/healthz")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not start")


def measure(arguments: argparse.Namespace) -> None:
    """Start, warm up, launch, report."""
    with tempfile.TemporaryDirectory() as folder, TestPlatform(tool_url="http://localhost") as lms:
        port = free_port()
        env = environment(folder, port)
        themascan(env, "db", "upgrade")
        organisation = themascan(env, "organisation", "add", "Meetstad")
        themascan(env, *lms.add_arguments(organisation))
        command = [sys.executable, "-m", "lti_tool", "serve", "--bind", f"127.0.0.1:{port}"]
        with subprocess.Popen(command, env=env) as server:
            try:
                run(arguments, port, lms, server.pid)
            finally:
                server.terminate()


def run(arguments: argparse.Namespace, port: int, lms: TestPlatform, pid: int) -> None:
    """The counted launches, after a warm-up of fifty."""
    wait_for(port)
    for number in range(50):
        launch(Client(port), lms, f"warm{number}", arguments.page)
    before, began = cpu_seconds(pid), time.perf_counter()
    for number in range(arguments.launches):
        launch(Client(port), lms, str(number % arguments.people), arguments.page)
    used, wall = cpu_seconds(pid) - before, time.perf_counter() - began
    what = "login + launch + page" if arguments.page else "login + launch"
    print(f"{arguments.launches} launches ({what}), {arguments.people} people")
    print(f"server processor time {used:.2f} s, wall {wall:.2f} s")
    print(f"launches per server CPU-second: {arguments.launches / used:.0f}")
    print(f"memory: now {memory_mb(pid, 'VmRSS'):.0f} MB, peak {memory_mb(pid, 'VmHWM'):.0f} MB")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--launches", type=int, default=2000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--no-page", dest="page", action="store_false")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
