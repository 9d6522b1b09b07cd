"""All commands together."""

from __future__ import annotations

import click

from lti_tool.cli.cycles import cycle_commands
from lti_tool.cli.database import db_commands
from lti_tool.cli.deliveries import delivery_commands
from lti_tool.cli.demo import demo
from lti_tool.cli.doctor import doctor
from lti_tool.cli.frame import Commands
from lti_tool.cli.keys import key_commands
from lti_tool.cli.offers import offer_commands
from lti_tool.cli.organisations import organisation_commands
from lti_tool.cli.persons import person_commands
from lti_tool.cli.platforms import platform_commands
from lti_tool.cli.reports import report
from lti_tool.cli.roster_sources import roster_commands
from lti_tool.cli.serving import jobs, serve
from lti_tool.cli.sessions import session_commands
from lti_tool.cli.themes import theme_commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="themascan")
def root() -> None:
    """Themascan: quarterly scans of digital skills, from and to your LMS.

    Settings come from the environment, with the prefix THEMASCAN_.
    """


for command in (
    demo,
    serve,
    jobs,
    db_commands,
    key_commands,
    organisation_commands,
    platform_commands,
    theme_commands,
    roster_commands,
    person_commands,
    cycle_commands,
    delivery_commands,
    offer_commands,
    session_commands,
    report,
    doctor,
):
    root.add_command(command)
