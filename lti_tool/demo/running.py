"""Running the demo: the tool, the practice LMS and the jobs, each in a process of its own."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

import requests

from config.settings import PREFIX
from lti_tool.demo.home import Home, Note, database
from lti_tool.services.faults import Faults

LOG = "demo.log"
LOOK_EVERY = 0.1
STARTS_WITHIN = 60.0
STOPS_WITHIN = 15
LONGEST_ANSWER = 5


def check_ports(home: Home) -> None:
    """Raises :class:`Faults` with a line for each port that somebody else has."""
    taken = [port for port in (home.port, home.port + 1) if not _is_free(port)]
    if taken:
        raise Faults(
            [
                f"port {port} is taken: stop what uses it, or choose another with --port"
                for port in taken
            ]
        )


def _is_free(port: int) -> bool:
    # Browsers try both addresses of localhost: something else on either would be found there.
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as fault:
            if fault.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
    return True


@dataclass
class Crew:
    """The three processes; ``stop`` is set when the demo must end."""

    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    def ended(self) -> str | None:
        """The name of a process that ended by itself."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                return name
        return None


@contextmanager
def running(home: Home, note: Note) -> Iterator[Crew]:
    """Start all three, and stop them at the end of the block."""
    crew = Crew()
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment = {**own, **home.environment(home.folder, note)}
    try:
        with (home.folder / LOG).open("ab") as log:
            for name, command in _commands(home).items():
                crew.processes[name] = _start(command, environment, log.fileno())
        yield crew
    finally:
        _stop(crew)


def _commands(home: Home) -> dict[str, list[str]]:
    practice, tool = f"127.0.0.1:{home.port + 1}", f"localhost:{home.port}"
    return {
        "the tool": ["lti_tool", "serve", "--bind", tool],
        "the practice LMS": [
            "lti_tool.practice",
            str(database(home.folder)),
            "--bind",
            practice,
        ],
        "the jobs": ["jobs", "--eager"],
    }


def _start(
    command: Sequence[str], environment: Mapping[str, str], log: int
) -> subprocess.Popen[bytes]:
    python = [sys.executable, "-m"]
    return subprocess.Popen(
        [*python, "lti_tool.demo.leash", *python, *command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        env=dict(environment),
        # A Ctrl-C is for the demo alone, which then stops them in order.
        start_new_session=True,
    )


def _stop(crew: Crew) -> None:
    for process in crew.processes.values():
        if process.stdin is not None:
            process.stdin.close()
    for process in crew.processes.values():
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until_up(home: Home, crew: Crew) -> None:
    """Return when both sites answer; raises :class:`Faults` when one does not start."""
    waited = 0.0
    addresses = [f"{home.tool_url}/healthz", f"{home.practice_url}/healthz"]
    while addresses and not crew.stop.wait(LOOK_EVERY):
        waited += LOOK_EVERY
        name = crew.ended()
        if name is not None or waited > STARTS_WITHIN:
            raise Faults(f"{name or 'the demo'} did not start: see {home.folder / LOG}")
        addresses = [url for url in addresses if not _answers(url)]


def _answers(url: str) -> bool:
    with requests.Session() as session:
        # A proxy of the surroundings has no business between two ends of this machine.
        session.trust_env = False
        try:
            return session.get(url, timeout=LONGEST_ANSWER).ok
        except requests.RequestException:
            return False


def wait_until_stopped(home: Home, crew: Crew) -> None:
    """Return after a Ctrl-C or a polite kill; raises :class:`Faults` when a process ended."""
    while not crew.stop.wait(1.0):
        name = crew.ended()
        if name is not None:
            raise Faults(f"{name} has stopped: see {home.folder / LOG}")


def stop_on_signals(crew: Crew) -> None:
    """Let Ctrl-C and a polite kill end the demo."""

    def end(_: int, __: FrameType | None) -> None:
        crew.stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
