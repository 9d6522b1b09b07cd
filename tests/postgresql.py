"""A PostgreSQL server of the tests' own: on a free port, as a user without rights, thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.ports import free_port

HOMES = Path("/usr/lib/postgresql")
USER = "postgres"
# What is written may be lost with the machine: it is all made up.
SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "400",
    "shared_buffers": "256MB",
    # A test is over before it would come by; who needs it calls `tend` of tests.databases.
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
}


class Server:
    """Runs from `start` to `stop`; `url` is without a database."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="themascan-postgresql-"))
        self._data = self._folder / "data"
        self._port = free_port()
        self.url = f"postgresql://{USER}@127.0.0.1:{self._port}"

    def start(self) -> None:
        """Make a cluster and wait until it answers."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, USER)
        self._run("initdb", "-A", "trust", "-U", USER, "-E", "UTF8", "-D", str(self._data))
        options = [f"-c {key}={value}" for key, value in SPEED.items()]
        options += [f"-p {self._port}", f"-k {self._folder}"]
        log = str(self._folder / "log")
        self._run(
            "pg_ctl", "-w", "-D", str(self._data), "-l", log, "-o", " ".join(options), "start"
        )

    def stop(self) -> None:
        """End it, and remove all that it held."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        # The server refuses to run as root.
        user = USER if os.geteuid() == 0 else None
        with open(self._folder / f"{program}.out", "a") as out:
            done = subprocess.run(
                [_binary(program), *words], cwd=self._folder, user=user, stdout=out, stderr=out
            )
        if done.returncode:
            told = (self._folder / f"{program}.out").read_text()
            raise RuntimeError(f"{program} of PostgreSQL failed: {told}")


def _binary(name: str) -> str:
    found = sorted(HOMES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} of PostgreSQL is missing: install the package postgresql")
    return path
