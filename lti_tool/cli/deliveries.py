"""`themascan delivery`."""

from __future__ import annotations

import json
from typing import Any

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.stuck import retry, unsettled


@click.group("delivery")
def delivery_commands() -> None:
    """What must still reach the LMS."""


@delivery_commands.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Show what is not delivered yet, what needs a person first."""
    with bench() as at:
        rows = unsettled(at.session)
    if as_json:
        lines(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    lines(*(_line(row) for row in rows))
    lines(f"{len(rows)} not delivered")


def _line(row: dict[str, Any]) -> str:
    why = f"  {row['code']}: {row['reason']}" if row["code"] else ""
    return f"{row['id']}  {row['kind']}  {row['state']}  not before {row['not_before']}{why}"


@delivery_commands.command("retry")
@click.option("--json", "as_json", is_flag=True)
@click.argument("deliveries", type=int, nargs=-1, metavar="[ID...]")
def retry_(as_json: bool, deliveries: tuple[int, ...]) -> None:
    """Try again what was refused or waits for a later try: all, or those named."""
    with bench() as at:
        count = retry(at.session, deliveries, at.now)
    lines(json.dumps({"retried": count}) if as_json else f"{count} back in line")
