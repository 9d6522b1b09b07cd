"""`themascan offer`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.faults import Faults
from lti_tool.services.offer_list import list_offers
from lti_tool.services.offer_settings import Terms, set_terms
from lti_tool.services.offers import Wish, link_offer, platform_of_cycle
from lti_tool.services.platforms import lms_of


@click.group("offer")
def offer_commands() -> None:
    """Offers of a theme and the courses they lead to."""


@offer_commands.command()
@click.option("--cycle", type=int, required=True)
@click.argument("offer")
@click.argument("course")
def link(cycle: int, offer: str, course: str) -> None:
    """Tie an OFFER to a COURSE of the LMS: its id, or idnumber:NUMBER."""
    with bench() as at:
        platform = platform_of_cycle(at.session, cycle)
        api = lms_of(platform, at.tools.vault, at.tools.door)
        if api is None:
            raise Faults(f"platform {platform.id} cannot be asked: use `themascan platform api`")
        done = link_offer(at.session, api, Wish(cycle, offer, course), at.now)
    if done.fault:
        click.echo(f"not usable yet: {done.fault}", err=True)
    lines(f"{offer} leads to {done.title}, course {done.course_id}")


DAY = click.DateTime(["%Y-%m-%d"])


@offer_commands.command("set")
@click.option("--cycle", type=int, required=True)
@click.option("--url", default="", help="a page in its course, or any page without a course")
@click.option("--from", type=DAY)
@click.option("--until", type=DAY)
@click.option("--enrolments-end", type=DAY)
@click.argument("offer")
def set_(cycle: int, offer: str, url: str, **days: datetime | None) -> None:
    """Set where an OFFER opens and when; what is left out is taken away. Days are included."""
    first, last, ends = (
        day.date() if (day := days[name]) else None for name in ("from", "until", "enrolments_end")
    )
    with bench() as at:
        set_terms(at.session, cycle, offer, Terms(url, first, last, ends), at.now)
    lines(f"{offer}: set")


@offer_commands.command("list")
@click.option("--cycle", type=int, required=True)
@click.option("--json", "as_json", is_flag=True)
def list_(cycle: int, as_json: bool) -> None:
    """Show the offers of a cycle's theme and where they lead."""
    with bench() as at:
        rows = list_offers(at.session, cycle)
    if as_json:
        lines(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        lines(*(f"{row['id']}  {row['kind']}  {row['title']}: {_leads(row)}" for row in rows))


def _leads(row: dict[str, Any]) -> str:
    if row["course"] is None:
        return row["url"] or "-"
    course = f"course {row['course']} ({row['course_title']})"
    return f"{course}, not usable yet: {row['fault']}" if row["fault"] else course
