"""`themascan person`: requests on paper. Nothing about anybody is shown here (DESIGN 6.8)."""

from __future__ import annotations

import click

from lti_tool.cli.frame import Bench, bench, lines
from lti_tool.models import Change, Person
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.faults import Faults
from lti_tool.services.own_links import LINK_LASTS, make_link, person_of

HANDED_OVER = f"""
The printed address is for that person: hand it over, or send it. It works once, for
{LINK_LASTS.days} days, and shows nothing by itself: whoever opens it is asked to open the scan in
the LMS, and only the person's own launch leads on.
"""


@click.group("person")
def person_commands() -> None:
    """Requests on paper: to see what is kept about somebody, or to have it erased."""


@person_commands.command(epilog=HANDED_OVER)
@click.option("--platform", type=int, required=True)
@click.argument("lms_user_id")
def export(platform: int, lms_user_id: str) -> None:
    """Print a one-time address with which a person sees and downloads the own data."""
    _hand_over(platform, lms_user_id, "export")


@person_commands.command("erase", epilog=HANDED_OVER)
@click.option("--platform", type=int, required=True)
@click.option(
    "--at-once",
    metavar="REASON",
    help="Erase now, without an address: for somebody who has no access to the LMS any more. "
    "The reason stands in the log of changes, so it must not name the person.",
)
@click.argument("lms_user_id")
def erase_(platform: int, lms_user_id: str, at_once: str | None) -> None:
    """Print a one-time address with which a person erases the own data."""
    if at_once is None:
        _hand_over(platform, lms_user_id, "erase")
    elif not at_once.strip() or lms_user_id in at_once.split():
        raise Faults("--at-once: give a reason that does not name the person")
    else:
        with bench() as at:
            _erase(at, person_of(at.session, platform, lms_user_id), at_once.strip())
        lines("erased; enrolments in the LMS stay, remove those there")


def _hand_over(platform: int, lms_user_id: str, kind: str) -> None:
    with bench() as at:
        person = person_of(at.session, platform, lms_user_id)
        code = make_link(at.session, person, kind, at.now)
    lines(
        "to hand over to the person, who then opens the scan in the LMS as always",
        f"valid for {LINK_LASTS.days} days, once: {at.tools.settings.public_url}/mine/{code}",
    )


def _erase(at: Bench, person: Person, reason: str) -> None:
    tools = at.tools
    journal = ErasureJournal(tools.settings.erasure_journal_file, tools.vault)
    at.session.add(
        Change(
            organisation_id=person.organisation_id,
            at=at.now,
            actor="command line",
            what=f"a person's data erased on paper: {reason}",
        )
    )
    try:
        erase(Eraser(at.session, tools.vault, journal, at.now), person)
    except OSError as fault:
        raise Faults(
            f"the erasure journal cannot be written: {fault.strerror}: nothing was erased"
        ) from fault
