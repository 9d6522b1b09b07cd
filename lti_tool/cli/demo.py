"""`themascan demo`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from lti_tool.cli.frame import lines
from lti_tool.demo import running
from lti_tool.demo.home import (
    Home,
    Note,
    claimed,
    default_base,
    read_note,
    remove,
    why_anew,
)
from lti_tool.services.faults import Faults
from questionnaires.calendar import local_date


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65534),
    default=8000,
    show_default=True,
    help="Of the tool; the practice LMS takes the next one.",
)
@click.option("--reset", is_flag=True, help="Start anew, with a fresh municipality.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo keeps its data; ~/.local/share/themascan-demo by default.",
)
def demo(port: int, reset: bool, data: Path | None) -> None:
    """Try everything with a made-up municipality; prints the address to open."""
    home = Home((data or default_base(os.environ)).absolute(), port)
    with claimed(home):
        running.check_ports(home)
        note = _ready(home, reset)
        with running.running(home, note) as crew:
            running.stop_on_signals(crew)
            running.wait_until_up(home, crew)
            if not crew.stop.is_set():
                _welcome(home)
            running.wait_until_stopped(home, crew)
    lines("", "stopped; the same command goes on where you were")


def _ready(home: Home, reset: bool) -> Note:
    now = datetime.now(UTC)
    if reset:
        remove(home.folder)
    note = read_note(home.folder)
    reason = why_anew(note, local_date(now))
    if reason:
        # It holds the whole tool: no other command waits for it.
        from lti_tool.demo import seed

        lines(f"making a demo ({reason}); this takes a few seconds, once")
        seed.make(home, now, lines)
        note = read_note(home.folder)
    if note is None:
        raise Faults(f"the demo in {home.folder} cannot be read: try --reset")
    return note


def _welcome(home: Home) -> None:
    lines(
        "",
        f"Open {home.practice_url}",
        "",
        "That is the practice LMS of the made-up Gemeente Voorbeeldstad. Choose who you are.",
        f"Its data stand in {home.folder}. Ctrl-C stops, --reset starts anew.",
    )
