"""`themascan doctor`."""

from __future__ import annotations

import click

from lti_tool.cli.frame import Refusal, bench, lines
from lti_tool.services.doctor import Practice, examine
from lti_tool.services.doctor_tools import door_of
from lti_tool.services.platforms import lms_of


@click.command()
def doctor() -> None:
    """Check settings, database, keys, and every LMS; exit 1 with what to do."""
    wrong: list[str] = []
    with bench() as at:
        vault, door = at.tools.vault, door_of(at.tools.settings)
        practice = Practice(
            session=at.session,
            settings=at.tools.settings,
            vault=vault,
            door=door,
            api_of=lambda platform: lms_of(platform, vault, door),
            clock=at.tools.clock,
        )
        for result in examine(practice):
            if result.ok:
                lines(f"ok     {result.what}")
            else:
                wrong.append(f"wrong  {result.what}: {result.advice}")
    if wrong:
        raise Refusal(tuple(wrong))
