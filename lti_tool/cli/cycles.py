"""`themascan cycle`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.cycles import cycle_status, dates_of, find_cycle, list_cycles, plan_cycle
from lti_tool.services.deciding import confirm_cycle, skip_quarter, use_quarter
from lti_tool.services.gate_warnings import Reader, cycle_warnings
from lti_tool.services.overruling import open_anyway
from lti_tool.services.planning import change_cycle
from lti_tool.services.side_by_side import same_theme

DAY = click.DateTime(["%Y-%m-%d"])
FIGURES = ("invited", "completed", "open", "excused")


@click.group("cycle")
def cycle_commands() -> None:
    """Cycles: one theme in one quarter of one organisation."""


@cycle_commands.command()
@click.option("--organisation", type=int, required=True)
@click.option("--theme", required=True, help="The id of an imported theme.")
@click.option("--quarter", required=True, metavar="YYYY-QN")
@click.option("--opens", type=DAY, help="The first day; else the second Monday of the quarter.")
@click.option("--closes", type=DAY, help="The last day that counts; else after four weeks.")
@click.option("--scan-url", default="", help="Where people find the scan in the LMS.")
def plan(
    organisation: int,
    theme: str,
    quarter: str,
    opens: datetime | None,
    closes: datetime | None,
    scan_url: str,
) -> None:
    """Plan a cycle; a job opens it when dates and gate allow."""
    first, last = opens and opens.date(), closes and closes.date()
    with bench() as at:
        made = plan_cycle(at.session, organisation, theme, quarter, first, last, scan_url, at.now)
        cycle = find_cycle(at.session, made)
        if dates_of(cycle).closing <= at.now:
            click.echo("its last day is over: move it with `themascan cycle change`", err=True)
        for other in same_theme(at.session, cycle):
            click.echo(f"{other} has the same theme: that is allowed, did you mean it?", err=True)
        lines(f"{quarter}: opens {cycle.opens}, last day {cycle.closes}", f"planned cycle {made}")


@cycle_commands.command()
@click.argument("cycle", metavar="ID", type=int)
@click.option("--opens", type=DAY, help="The first day; possible before it has opened.")
@click.option("--closes", type=DAY, help="The last day that counts.")
@click.option("--scan-url", help="Where people find the scan in the LMS.")
def change(
    cycle: int, opens: datetime | None, closes: datetime | None, scan_url: str | None
) -> None:
    """Move the dates of a cycle, or say where its scan is found."""
    if opens is None and closes is None and scan_url is None:
        raise click.UsageError("say what changes: --opens, --closes or --scan-url")
    first, last = opens and opens.date(), closes and closes.date()
    with bench() as at:
        change_cycle(at.session, cycle, at.now, opens=first, closes=last, scan_url=scan_url)
        found = find_cycle(at.session, cycle)
        lines(f"cycle {cycle}: opens {found.opens}, last day {found.closes}")


@cycle_commands.command("open")
@click.argument("cycle", metavar="ID", type=int)
@click.option("--reason", required=True, help="Why it cannot wait; kept in the log of changes.")
def open_(cycle: int, reason: str) -> None:
    """Open a cycle now, before the gate or the calendar allows it."""
    with bench() as at:
        missing = open_anyway(at.session, cycle, reason, at.now)
    lines(*(f"still missing: {line}" for line in missing), f"opened cycle {cycle}")


@cycle_commands.command()
@click.argument("cycle", metavar="ID", type=int)
def confirm(cycle: int) -> None:
    """Turn a proposed cycle (a draft) into a plan, with the theme and dates that it has."""
    with bench() as at:
        confirm_cycle(at.session, cycle, at.now)
        found = find_cycle(at.session, cycle)
        lines(f"{found.quarter}: opens {found.opens}, last day {found.closes}", f"planned {cycle}")


@cycle_commands.command()
@click.option("--organisation", type=int, required=True)
@click.argument("quarter", metavar="YYYY-QN")
@click.option("--undo", is_flag=True, help="The quarter is not skipped after all.")
def skip(organisation: int, quarter: str, undo: bool) -> None:
    """Have no cycle in a quarter; what was planned there becomes a draft, until you undo it."""
    with bench() as at:
        if not undo:
            skip_quarter(at.session, organisation, quarter, at.now)
            lines(f"{quarter} is skipped")
            return
        state = use_quarter(at.session, organisation, quarter, at.now)
        lines(f"{quarter} is not skipped any more" + (f": its cycle is {state}" if state else ""))


@cycle_commands.command("list")
@click.option("--organisation", type=int, help="Of this organisation only.")
@click.option("--json", "as_json", is_flag=True)
def list_(organisation: int | None, as_json: bool) -> None:
    """Show the cycles, oldest first."""
    with bench() as at:
        rows = list_cycles(at.session, organisation)
    if as_json:
        lines(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        lines(
            f"{row['id']}  organisation {row['organisation']}  {row['quarter']}  {row['theme']}  "
            f"{row['state']}  {row['opens']} to {row['closes']}"
        )


@cycle_commands.command()
@click.argument("cycle", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True)
def status(cycle: int, as_json: bool) -> None:
    """Show how a cycle stands: its dates, who took part, what is missing, what is delivered."""
    with bench() as at:
        found = cycle_status(at.session, cycle, at.now)
        mails, missing = at.tools.settings.smtp_url is not None, len(found["gate"])
        row = find_cycle(at.session, cycle)
        found["warnings"] = cycle_warnings(at.session, row, missing, mails, at.now, Reader.SHELL)
    if as_json:
        lines(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        lines(*_status_lines(cycle, found))


def _status_lines(cycle: int, found: dict[str, Any]) -> Iterator[str]:
    yield f"cycle {cycle}: {found['state']}"
    yield f"opens {found['opens']}, last day {found['closes']}"
    invited, completed, waiting, excused = (found[name] for name in FIGURES)
    yield f"invited {invited} = completed {completed} + open {waiting} + excused {excused}"
    yield f"outside the roster {found['outside_roster']}"
    yield "deliveries: " + ", ".join(f"{key} {n}" for key, n in found["deliveries"].items())
    for line in found["gate"]:
        yield f"before it can open: {line}"
    for line in found["warnings"]:
        yield f"warning: {line}"
