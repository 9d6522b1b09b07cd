"""`themascan organisation`."""

from __future__ import annotations

import json

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.organisations import KEYS, add_organisation, list_organisations, set_value


@click.group("organisation")
def organisation_commands() -> None:
    """Organisations (tenants)."""


@organisation_commands.command()
@click.argument("name")
def add(name: str) -> None:
    """Add an organisation, with the eight function groups of the template."""
    with bench() as at:
        made = add_organisation(at.session, name, at.now)
    lines(f"added organisation {made}")


@organisation_commands.command("set", epilog=f"Keys: {', '.join(KEYS)}.")
@click.argument("organisation", metavar="ID", type=int)
@click.argument("key")
@click.argument("value")
def set_(organisation: int, key: str, value: str) -> None:
    """Change one setting of an organisation."""
    with bench() as at:
        set_value(at.session, organisation, key, value, at.now)
    lines(f"set {key} of organisation {organisation}")


@organisation_commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="With all settings.")
def list_(as_json: bool) -> None:
    """Show the organisations."""
    with bench() as at:
        rows = list_organisations(at.session)
    if as_json:
        lines(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        lines(
            f"{row['id']}  {row['name']}  enrolment_policy {row['enrolment_policy']}  k {row['k']}"
        )
