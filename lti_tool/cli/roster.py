"""`themascan roster`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from lti_tool.cli.frame import Bench, bench, lines
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import find_platform, lms_of
from lti_tool.services.roster import Imported, Office, import_roster
from lti_tool.services.roster.drafting import Draft
from lti_tool.services.roster.importing import draft_strictly, guard_line
from lti_tool.services.roster.reading import RosterFile, scan_roster

MOST_NAMES = 8
COLUMNS_HELP = """
The file is UTF-8 with a header row, and , or ; between the cells. Who somebody is:
lms_user_id, idnumber, username or email. Further columns, each optional: team, department,
function_group, manages_team (several by |), excused, first_name, email. A function_group is
the id or the name of one, or words that an admin has mapped to one.
"""


@click.group("roster")
def roster_commands() -> None:
    """Who is invited."""


@roster_commands.command("import", epilog=COLUMNS_HELP)
@click.option("--platform", type=int, required=True)
@click.option("--dry-run", is_flag=True, help="Say what it would do; write nothing.")
@click.option("--anyway", is_flag=True, help="Even when one in five or more would leave.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(platform: int, dry_run: bool, anyway: bool, file: Path) -> None:
    """Make the roster of a platform what a CSV file says: all or nothing."""
    people = scan_roster(file.read_bytes(), str(file))
    with bench() as at:
        office = office_of(at, platform)
        if dry_run:
            _try(office, platform, people)
            return
        done = import_roster(office, platform, people, anyway=anyway)
    lines(*_remarks(done))
    lines(
        f"{done.added} added, {done.updated} updated, {done.left} left",
        f"roster of platform {platform}",
    )


def office_of(at: Bench, platform: int) -> Office:
    """What an import of this platform works with."""
    place = find_platform(at.session, platform)
    return Office(at.session, at.tools.vault, lms_of(place, at.tools.vault, at.tools.door), at.now)


def _try(office: Office, platform: int, file: RosterFile) -> None:
    draft = draft_strictly(office, platform, file)
    office.session.rollback()
    lines(*dry_lines(draft))
    named = "function_group" in file.columns
    if named and draft.unknown:
        raise Faults(f"not a function group yet, for {some(draft.unknown)}: map or correct it")
    if draft.guarded:
        raise Faults(guard_line(draft))


def dry_lines(draft: Draft) -> Iterator[str]:
    """What a draft would do, in counts."""
    yield f"{len(draft.comers)} new, {len(draft.changed)} changed, {len(draft.gone)} gone"
    yield f"{draft.same} unchanged, {draft.outside} of another source's people"
    yield f"nothing was written for platform {draft.read.place.platform_id}"


def _remarks(done: Imported) -> Iterator[str]:
    if done.without_group:
        yield f"people without a function group, who choose one at the scan: {done.without_group}"
    if done.unknown_groups:
        told = some(done.unknown_groups)
        yield f"people whose function group in the LMS is not known here: {told}"


def some(words: Mapping[str, int]) -> str:
    """How many people, and the first of the words that are about them."""
    return f"{sum(words.values())} ({', '.join(sorted(words)[:MOST_NAMES])})"
