"""`themascan roster source` and `roster sync`: people that the LMS lists."""

from __future__ import annotations

from collections.abc import Iterator

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.cli.roster import dry_lines, roster_commands
from lti_tool.models import ROSTER_SOURCES, Platform
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import find_platform
from lti_tool.services.roster.choosing import Choice, choose_source
from lti_tool.services.roster.doors import doors_of, sync_office
from lti_tool.services.roster.drafting import Draft
from lti_tool.services.roster.importing import Office, guard_line
from lti_tool.services.roster.runs import setting_of
from lti_tool.services.roster.sources import Doors, sources_of
from lti_tool.services.roster.syncing import draft_of, platforms_to_sync, sync_platform

__all__ = ["roster_commands"]
ACTOR = "command line"
NOTHING = "there is no source beside HR's file: name one with `themascan roster source`"


@roster_commands.command("source")
@click.option("--platform", type=int, required=True)
@click.option("--cohorts", default="", help="Numbers of Moodle cohorts, several by |.")
@click.option("--course", default="", help="The LMS's id of the course whose people are listed.")
@click.argument("source", type=click.Choice(ROSTER_SOURCES))
def source_(platform: int, cohorts: str, course: str, source: str) -> None:
    """Say which source decides who is on the roster of a platform.

    A source that does not lead only fills in what is empty, when it is said where it looks.
    """
    with bench() as at:
        choose_source(at.session, platform, Choice(source, cohorts, course), at.now, ACTOR)
    lines(f"{source} decides who is on the roster of platform {platform}")


@roster_commands.command("sync")
@click.option("--platform", type=int, required=True)
@click.option("--dry-run", is_flag=True, help="Say what it would do; write nothing.")
@click.option("--anyway", is_flag=True, help="Even when one in five or more would leave.")
def sync_(platform: int, dry_run: bool, anyway: bool) -> None:
    """Bring the roster up to date with what the LMS lists, as the nightly job does."""
    with bench() as at:
        place = find_platform(at.session, platform)
        office, doors = sync_office(at.session, at.tools), doors_of(at.session, at.tools)
        if platform not in platforms_to_sync(at.session):
            raise Faults(NOTHING)
        if dry_run:
            lines(*_tried(office, place, doors))
            return
        done = list(sync_platform(office, platform, doors, anyway=anyway, actor=ACTOR))
    lines(*(outcome.line for outcome in done if outcome.result == "done"))
    failed = [outcome.line for outcome in done if outcome.result != "done"]
    if failed:
        raise Faults(failed)
    lines(f"roster of platform {platform}")


def _tried(office: Office, platform: Platform, doors: Doors) -> Iterator[str]:
    setting = setting_of(office.session, platform.id)
    leading = setting.source
    for source in sources_of(office.session, platform, setting, doors):
        office.session.rollback()
        draft = draft_of(office, platform, source, source.name == leading)
        office.session.rollback()
        yield f"from {source.name}:"
        yield from _told(draft) if draft else ["it lists nobody"]


def _told(draft: Draft) -> Iterator[str]:
    yield from dry_lines(draft)
    if draft.guarded:
        yield guard_line(draft)
