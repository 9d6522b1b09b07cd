"""`themascan key`."""

from __future__ import annotations

from collections.abc import Iterator

import click
from cryptography.fernet import Fernet

from lti_tool.cli.frame import Refusal, bench, lines
from lti_tool.services.rewrapping import Use, key_use, rewrap_all, told

LOST = "put the key back that was used before, after the newest"


@click.group("key")
def key_commands() -> None:
    """Keys for THEMASCAN_DATA_KEYS."""


@key_commands.command()
def new() -> None:
    """Print a fresh key; see docs/install.md for how it takes over."""
    click.echo(Fernet.generate_key().decode())


@key_commands.command()
def status() -> None:
    """Say which of the keys are needed; exit 1 when one is missing."""
    with bench() as at:
        use = key_use(at.session, at.tools.vault)
    lines(*_status(use))
    if use.lost:
        raise Refusal((f"no key opens {told(use.lost)}: {LOST}",))


@key_commands.command()
def rotate() -> None:
    """Seal anew, with the first key, what the others seal; the nightly job does the same."""
    with bench() as at:
        anew = rewrap_all(at.session, at.tools.vault)
        use = key_use(at.session, at.tools.vault)
    lines(f"sealed anew: {told(anew.done) or 'nothing'}", *_status(use))
    if use.lost:
        raise Refusal((f"no key opens {told(use.lost)}: {LOST}",))


def _status(use: Use) -> Iterator[str]:
    for number, counts in enumerate(use.by_key, start=1):
        place = "newest" if number == 1 else "older"
        yield f"key {number} ({place}): {counts.total()} values"
    if len(use.by_key) == 1:
        return
    if use.older:
        yield "older keys are needed: run `themascan key rotate`, or wait for the nightly job"
    elif not use.lost:
        yield (
            "only key 1 is needed: the others can go from THEMASCAN_DATA_KEYS, and must be kept "
            "as long as backups from before today"
        )
