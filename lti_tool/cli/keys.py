"""`themascan key`."""

from __future__ import annotations

import click
from cryptography.fernet import Fernet


@click.group("key")
def key_commands() -> None:
    """Keys for THEMASCAN_DATA_KEYS."""


@key_commands.command()
def new() -> None:
    """Print a fresh key; put it first in THEMASCAN_DATA_KEYS."""
    click.echo(Fernet.generate_key().decode())
