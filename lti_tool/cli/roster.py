"""`themascan roster`."""

from __future__ import annotations

from pathlib import Path

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.platforms import find_platform, lms_of
from lti_tool.services.roster import Office, import_roster, read_roster

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
    if done.erased:
        lines(f"{done.erased} people had their data erased and stay away")
    lines(
        f"{done.added} added, {done.updated} updated, {done.left} left",
        f"roster of platform {platform}",
    )
