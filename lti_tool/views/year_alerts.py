"""What needs somebody, in words, each with the page where they can do something about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime, ngettext

from lti_tool.i18n import _
from lti_tool.services.attention import Need, Notice
from lti_tool.services.year_plan import YearRow
from lti_tool.views.wording import quarter_name
from questionnaires.quarters import State


@dataclass(frozen=True, slots=True)
class Alert:
    """``path`` follows the address of the visit; empty where no page helps."""

    words: str
    path: str = ""


def quarter_alerts(rows: list[YearRow], now: datetime) -> Iterator[Alert]:
    """What each quarter asks for, and what the next scan still needs."""
    told = False
    for row in rows:
        name = quarter_name(str(row.quarter)).capitalize()
        if row.cycle is None:
            if row.pressing(now):
                words = _("%(quarter)s: er is nog niets gepland.", quarter=name)
                yield Alert(words, f"/year/plan/{row.quarter}")
            continue
        is_next = not told and row.cycle.state in (State.PLANNED, State.READY)
        told = told or is_next
        if not row.skipped and (what := _of_row(row, is_next, now)):
            yield Alert(f"{name}: {what}", f"/year/{row.cycle.id}")


def _of_row(row: YearRow, is_next: bool, now: datetime) -> str:
    if row.cycle is not None and row.cycle.state == State.DRAFT:
        return _("bevestig het voorstel, of pas het aan.") if row.pressing(now) else ""
    if row.warnings:
        return row.warnings[0]
    if is_next and row.gaps:
        more = ngettext(
            "nog %(num)s ding nodig voor de scan open kan.",
            "nog %(num)s dingen nodig voor de scan open kan.",
            len(row.gaps),
        )
        return str(more)
    return ""


def setup_alerts(steps: int) -> Iterator[Alert]:
    """That setting up is not done, if so."""
    if steps:
        words = ngettext(
            "Inrichten: nog %(num)s stap te doen.", "Inrichten: nog %(num)s stappen te doen.", steps
        )
        yield Alert(str(words), "/setup")


def notice_alert(notice: Notice, coordinates: bool) -> Alert:
    """A notice in words; ``coordinates``: the reader may go to the pages of a coordinator."""
    match notice.need:
        case Need.JOBS:
            return Alert(_jobs(notice))
        case Need.ADDRESSES:
            words = ngettext(
                "%(num)s collega op de lijst heeft geen mailadres en krijgt dus geen bericht.",
                "%(num)s collega's op de lijst hebben geen mailadres en krijgen dus geen bericht.",
                notice.count,
            )
            return Alert(str(words), "/roster")
        case Need.UNDELIVERED if not coordinates:
            return Alert(
                _(
                    "Niet alles kwam aan in het leerplatform. Je coördinator ziet het bij Aanbod, "
                    "onder Wat niet aankwam."
                )
            )
    return _simple(notice.need)


def _jobs(notice: Notice) -> str:
    whom = _("Vraag wie de server beheert.")
    if notice.since is None:
        words = _("Het werk op de achtergrond draait niet: scans gaan niet vanzelf open of dicht.")
        return f"{words} {whom}"
    words = _(
        "Het werk op de achtergrond staat stil sinds %(when)s: scans gaan niet vanzelf open of "
        "dicht.",
        when=format_datetime(notice.since, "d MMMM HH:mm"),
    )
    return f"{words} {whom}"


def _simple(need: Need) -> Alert:
    table = {
        Need.SILENT: Alert(
            _("Er gaat geen mail uit. Zonder mailserver krijgt niemand bericht."),
            "/setup#step-messages",
        ),
        Need.NO_MAIL: Alert(
            _("Er is geen mailserver ingesteld: berichten gaan alleen via het leerplatform."),
            "/messages",
        ),
        Need.UNSENT: Alert(
            _("Er zijn berichten die misschien niet aankwamen."), "/messages#stuck-title"
        ),
        Need.UNDELIVERED: Alert(_("Niet alles kwam aan in het leerplatform."), "/deliveries"),
        Need.CONTACT: Alert(
            _("Er is nog geen contactadres: in berichten staat dan niet wie helpt."),
            "/setup/organisation",
        ),
    }
    return table[need]
