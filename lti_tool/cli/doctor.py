"""`themascan doctor`."""

from __future__ import annotations

import click

from lti_tool.cli.frame import Refusal, bench, lines
from lti_tool.services.doctor import Practice, examine
from lti_tool.services.platforms import lms_of


@click.command()
def doctor() -> None:
    """Check settings, database, keys, and every LMS; exit 1 with what to do."""
    wrong: list[str] = []
    with bench() as at:
        tools = at.tools
        practice = Practice(
            at.session,
            tools.settings,
            tools.vault,
            tools.door,
            lambda platform: lms_of(platform, tools.vault, tools.door),
        )
        for result in examine(practice):
            if result.ok:
                lines(f"good   {result.what}")
            else:
                wrong.append(f"wrong  {result.what}: {result.advice}")
    if wrong:
        raise Refusal(tuple(wrong))
