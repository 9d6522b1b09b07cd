"""What does not keep a scan shut, yet deserves a look before it opens (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from lti_tool.i18n import _
from lti_tool.models import Cycle, Organisation
from lti_tool.services.cycles import UNOPENED, dates_of
from questionnaires.calendar import local_date


class Reader(StrEnum):
    """Who reads a warning: each is told what they can do, and no more."""

    COORDINATOR = "coordinator"
    ADMIN = "admin"
    SHELL = "shell"


def cycle_warnings(
    session: Session,
    cycle: Cycle,
    missing: int,
    mails: bool,
    now: datetime,
    reader: Reader = Reader.COORDINATOR,
) -> list[str]:
    """A sentence for each thing that somebody should know; empty once the scan is open.

    ``missing`` is how many things the gate still asks for: from three weeks before the
    opening that is a warning. ``mails`` says whether a mail server is set (``SMTP_URL``).
    """
    if cycle.state not in UNOPENED:
        return []
    organisation = session.get_one(Organisation, cycle.organisation_id)
    return [*calendar_warnings(cycle, missing, now), *_of_mails(organisation, mails, reader)]


def calendar_warnings(cycle: Cycle, missing: int, now: datetime) -> list[str]:
    """Those of the days alone: what the page of a quarter says of that quarter."""
    return list(_of_the_calendar(cycle, missing, now)) if cycle.state in UNOPENED else []


def _of_the_calendar(cycle: Cycle, missing: int, now: datetime) -> Iterator[str]:
    dates = dates_of(cycle)
    if now >= dates.closing:
        yield _("De laatste dag van de scan is voorbij: kies nieuwe data.")
        return
    if not missing or not dates.gate_matters(now):
        return
    days = (cycle.opens - local_date(now)).days
    if days > 1:
        yield _("De scan gaat over %(days)s dagen open en nog niet alles staat klaar.", days=days)
    elif days == 1:
        yield _("De scan gaat morgen open en nog niet alles staat klaar.")
    else:
        yield _("De scan had al open moeten zijn: nog niet alles staat klaar.")


def _of_mails(organisation: Organisation, mails: bool, reader: Reader) -> Iterator[str]:
    if not mails:
        yield _no_mail(reader)
    if not organisation.contact_email:
        yield _("Er is nog geen contactadres ingevuld: in berichten staat dan niet wie helpt.")


def _no_mail(reader: Reader) -> str:
    if reader == Reader.COORDINATOR:
        return _("Er gaat geen mail uit. Vraag je beheerder. De scan gaat wel open.")
    words = _("Er gaat geen mail uit: er is geen mailserver ingesteld. De scan gaat wel open.")
    return f"{words} (SMTP_URL)" if reader == Reader.SHELL else words
