"""`themascan db`."""

from __future__ import annotations

import click

from lti_tool import migrating
from lti_tool.cli.frame import bench, lines


@click.group("db")
def db_commands() -> None:
    """The database."""


@db_commands.command()
def upgrade() -> None:
    """Make the tables, or bring them to this version. Safe to run again."""
    with bench() as at:
        before = migrating.current()
        migrating.upgrade(at.app)
        after = migrating.current()
    if before == after:
        lines(f"the database was at version {after} already")
    else:
        lines(f"the database is at version {after}")


@db_commands.command()
@click.argument("message")
def revision(message: str) -> None:
    """For developers: write the migration that the models ask for, against this database."""
    with bench() as at:
        migrating.write_revision(at.app, message)
