"""What does not keep a scan shut, yet deserves a look before it opens (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.i18n import _
from lti_tool.models import Cycle, Organisation
from lti_tool.services.cycles import UNOPENED, dates_of
from questionnaires.calendar import local_date


def cycle_warnings(
    session: Session, cycle: Cycle, missing: int, mails: bool, now: datetime
) -> list[str]:
    """A sentence for each thing that somebody should know; empty once the scan is open.

    ``missing`` is how many things the gate still asks for: from three weeks before the
    opening that is a warning. ``mails`` says whether a mail server is set (``SMTP_URL``).
    """
    if cycle.state not in UNOPENED:
        return []
    organisation = session.get_one(Organisation, cycle.organisation_id)
    return [*_of_the_calendar(cycle, missing, now), *_of_mails(organisation, mails)]


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


def _of_mails(organisation: Organisation, mails: bool) -> Iterator[str]:
    if not mails:
        yield _(
            "Er is geen mailserver ingesteld (SMTP_URL): uitnodigingen en herinneringen gaan "
            "niet per mail. De scan gaat wel open."
        )
    if not organisation.contact_email:
        yield _("Er is nog geen contactadres ingevuld: in berichten staat dan niet wie helpt.")
