"""`themascan theme`."""

from __future__ import annotations

from pathlib import Path

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.faults import Faults
from lti_tool.services.themes import import_theme, list_themes, newest_theme, pack_text
from questionnaires.packs import check_pack, shipped_packs

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
@click.argument("file")
def import_(organisation: int, file: str) -> None:
    """Import a version of a theme pack: a FILE, or the id of one that comes with Themascan."""
    text = _text_of(file)
    with bench() as at:
        made = import_theme(at.session, organisation, text, file, at.now)
    lines(f"imported theme {made}")


def _text_of(file: str) -> str:
    shipped = shipped_packs()
    if file in shipped and not Path(file).exists():
        return shipped[file]
    try:
        return pack_text(Path(file).read_bytes(), file)
    except OSError as fault:
        choices = ", ".join(shipped)
        raise Faults(f"{file}: cannot be read: give a file, or one of {choices}") from fault


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
        return
    try:
        output.write_text(source, encoding="utf-8")
    except OSError as fault:
        raise Faults(f"{output}: cannot be written: {fault.strerror}") from fault


@theme_commands.command("list")
@click.option("--organisation", type=int, required=True)
def list_(organisation: int) -> None:
    """Show the themes of an organisation, every version."""
    with bench() as at:
        rows = list_themes(at.session, organisation)
    lines(*(f"{row.pack_id}  {row.version}  {row.title}" for row in rows))
