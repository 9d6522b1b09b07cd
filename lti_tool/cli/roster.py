"""`themascan roster`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.platforms import find_platform, lms_of
from lti_tool.services.roster import Imported, Office, import_roster, read_roster

MOST_NAMES = 8
COLUMNS_HELP = """
The file is UTF-8 with a header row, and , or ; between the cells. Who somebody is:
lms_user_id, idnumber, username or email. Further columns, each optional: team, department,
function_group, manages_team (several by |), excused, first_name, email.
"""


@click.group("roster")
def roster_commands() -> None:
    """Who is invited."""


@roster_commands.command("import", epilog=COLUMNS_HELP)
@click.option("--platform", type=int, required=True)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(platform: int, file: Path) -> None:
    """Make the roster of a platform what a CSV file says: all or nothing."""
    people = read_roster(file.read_bytes(), str(file))
    with bench() as at:
        place = find_platform(at.session, platform)
        api = lms_of(place, at.tools.vault, at.tools.door)
        office = Office(at.session, at.tools.vault, api, at.now)
        done = import_roster(office, platform, people)
    lines(*_remarks(done))
    lines(
        f"{done.added} added, {done.updated} updated, {done.left} left",
        f"roster of platform {platform}",
    )


def _remarks(done: Imported) -> Iterator[str]:
    if done.erased:
        yield f"people who had their data erased, and stay away from this cycle: {done.erased}"
    if done.without_group:
        yield f"people without a function group, who choose one at the scan: {done.without_group}"
    if done.unknown_groups:
        count = sum(done.unknown_groups.values())
        names = ", ".join(sorted(done.unknown_groups)[:MOST_NAMES])
        yield f"people whose function group in the LMS is not known here: {count} ({names})"
