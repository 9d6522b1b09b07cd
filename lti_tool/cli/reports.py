"""`themascan report`: what was published of a cycle, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from lti_tool.cli.frame import bench, lines
from lti_tool.services.faults import Faults
from lti_tool.services.planning import find_cycle
from lti_tool.services.reports import Published, published

FIGURES = ("invited", "completed", "open", "excused")


@click.command()
@click.option("--cycle", metavar="ID", type=int, required=True)
@click.option("--json", "as_json", is_flag=True, help="All of it, with the audit's certificate.")
def report(cycle: int, as_json: bool) -> None:
    """Show the figures of a cycle, once they are audited and published."""
    with bench() as at:
        found = published(at.session, cycle)
        if found is None:
            state = find_cycle(at.session, cycle).state
            raise Faults(
                f"cycle {cycle} is {state}: its figures are published on the first working day "
                "after it closes"
            )
    if as_json:
        lines(json.dumps(_document(found), ensure_ascii=False, indent=2))
    else:
        lines(*_summary(found))


def _document(found: Published) -> dict[str, Any]:
    return {
        "cycle": found.cycle_id,
        "published_at": found.published_at.isoformat(),
        **found.document,
        "certificate": dict(found.certificate),
    }


def _summary(found: Published) -> Iterator[str]:
    document, paper = found.document, found.certificate
    yield f"{found.quarter}: {found.pack_id} {found.pack_version}, published {found.published_at}"
    invited, completed, waiting, excused = (document["participation"][0][key] for key in FIGURES)
    yield f"invited {invited} = completed {completed} + open {waiting} + excused {excused}"
    yield f"outside the roster {document['outside_roster']}"
    places = {kind: len(paths) for kind, paths in paper["places"].items()}
    yield f"audit {paper['verdict']}, level {document['level']}"
    yield f"places with figures {places['shown']}, without {places['hidden']}"
    yield "the figures themselves: add --json"
