"""`themascan theme`."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from lti_tool.cli.frame import bench, lines
from lti_tool.models import ThemePackRow
from lti_tool.services.faults import Faults
from lti_tool.services.themes import import_theme, newest_theme, pack_text
from questionnaires.packs import check_pack

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("theme")
def theme_commands() -> None:
    """Theme packs."""


@theme_commands.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
def check(files: tuple[Path, ...]) -> None:
    """Check theme packs; needs no database. Warnings do not refuse a pack."""
    wrong: list[str] = []
    for file in files:
        try:
            faults = check_pack(pack_text(file.read_bytes(), str(file)), str(file))
        except Faults as fault:
            wrong += fault.lines
            continue
        errors = [str(fault) for fault in faults if fault.severity == "error"]
        wrong += errors
        lines(*(str(fault) for fault in faults if fault.severity != "error"))
        if not errors:
            lines(f"{file}: good")
    if wrong:
        raise Faults(wrong)


@theme_commands.command("import")
@click.option("--organisation", type=int, required=True)
@click.argument("file", type=FILE)
def import_(organisation: int, file: Path) -> None:
    """Import a version of a theme pack for an organisation."""
    with bench() as at:
        text = pack_text(file.read_bytes(), str(file))
        made = import_theme(at.session, organisation, text, str(file), at.now)
    lines(f"imported theme {made}")


@theme_commands.command()
@click.option("--organisation", type=int, required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("theme")
def export(organisation: int, output: Path | None, theme: str) -> None:
    """Write the newest version of a theme as it was imported, to share it."""
    with bench() as at:
        source = newest_theme(at.session, organisation, theme).source
    if output is None:
        click.echo(source, nl=False)
    else:
        output.write_text(source, encoding="utf-8")


@theme_commands.command("list")
@click.option("--organisation", type=int, required=True)
def list_(organisation: int) -> None:
    """Show the themes of an organisation, every version."""
    asked = (
        select(ThemePackRow.pack_id, ThemePackRow.version, ThemePackRow.title)
        .where(ThemePackRow.organisation_id == organisation)
        .order_by(ThemePackRow.pack_id, ThemePackRow.id)
    )
    with bench() as at:
        rows = at.session.execute(asked).all()
    lines(*(f"{pack_id}  {version}  {title}" for pack_id, version, title in rows))
