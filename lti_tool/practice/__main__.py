"""`python -m lti_tool.practice DATABASE --bind HOST:PORT`: the practice LMS as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import waitress

from adapters.http import HttpDoor
from config.settings import PREFIX
from lti_tool.practice.app import create_practice
from lti_tool.practice.site import Hands, open_site

THREADS = 8
HERE = ("127.0.0.0/8", "::1/128")


def _run(*order: str) -> None:
    subprocess.Popen([sys.executable, "-m", "jobs", "--once", *order])


def _tool() -> Hands | None:
    """What starts the tool's jobs, where its settings are at hand."""
    if PREFIX + "DATABASE_URL" not in os.environ:
        return None
    return Hands(
        forward=lambda moment: _run("--now", moment.isoformat(timespec="seconds")),
        ask=lambda: _run("--job", "sync_completions"),
    )


@click.command()
@click.argument("database", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--bind", default="127.0.0.1:8001", show_default=True)
def main(database: Path, bind: str) -> None:
    """Serve the practice LMS; it talks to this machine only."""
    host, _, port = bind.rpartition(":")
    with open_site(database, HttpDoor(allow_private=HERE), hands=_tool()) as site:
        try:
            waitress.serve(
                create_practice(site), host=host, port=int(port), threads=THREADS, ident=None
            )
        except OSError as fault:
            sys.exit(f"cannot listen on {bind}: {fault.strerror}")


if __name__ == "__main__":
    main()
