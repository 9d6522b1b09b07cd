"""`themascan db`."""

from __future__ import annotations

import click

from lti_tool import migrating
from lti_tool.cli.frame import bench, lines
from lti_tool.services.erasing import Eraser, erase_again
from lti_tool.services.erasure_journal import ErasureJournal


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
def restored() -> None:
    """After a restore: erase again whoever had everything erased since the backup.

    It reads the erasure journal (THEMASCAN_ERASURE_JOURNAL; beside the database with SQLite).
    Run it on every host that has one, before `serve` and `jobs` start. Safe to run again.
    """
    with bench() as at:
        journal = ErasureJournal(at.tools.settings.erasure_journal_file, at.tools.vault)
        count = erase_again(Eraser(at.session, at.tools.vault, journal, at.now))
    lines(f"erased again: {count}; restored sessions are ended")


@db_commands.command()
@click.argument("message")
def revision(message: str) -> None:
    """For developers: write the migration that the models ask for, against this database."""
    with bench() as at:
        migrating.write_revision(at.app, message)
