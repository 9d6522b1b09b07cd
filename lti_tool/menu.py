"""The pages of one role, as the menu below the switch between roles names them."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.i18n import _


@dataclass(frozen=True, slots=True)
class Entry:
    """``path`` follows the address of the visit; ``names`` are the pages that belong to it."""

    path: str
    words: str
    names: tuple[str, ...]


def results() -> Entry:
    """The published figures, for coordinators and admins alike."""
    names = ("reports", "report", "report-feedback", "certificate")
    return Entry("/reports", _("Resultaten"), names)


def menu(role: str) -> tuple[Entry, ...]:
    """The entries of a role, in the order of the work; empty for who has one page only."""
    entries: dict[str, tuple[Entry, ...]] = {
        "manager": (
            Entry("/team", _("Jouw team"), ("manager",)),
            Entry("/team/kit", _("Kit voor je overleg"), ("kit",)),
        ),
        "coordinator": (
            Entry("/coordination", _("Overzicht"), ("coordinator",)),
            Entry("/participation", _("Deelname"), ("participation",)),
            Entry("/offers", _("Aanbod en cursussen"), ("offers", "offer-course")),
            Entry(
                "/sessions",
                _("Workshops en inloop"),
                ("sessions", "session", "session-new", "session-address", "attendance"),
            ),
            Entry("/worklist", _("In te schrijven"), ("worklist",)),
            Entry("/deliveries", _("Wat niet aankwam"), ("deliveries",)),
            Entry("/helpdesk", _("Helpdesk"), ("helpdesk", "helpdesk-card")),
            Entry("/requests", _("Vragen van collega's"), ("requests",)),
            Entry("/communication", _("Intranet"), ("communication",)),
            results(),
        ),
        "admin": (
            Entry("/admin", _("Overzicht"), ("admin",)),
            Entry("/year", _("Jaarplan"), ("year", "year-cycle", "year-plan")),
            Entry(
                "/roster",
                _("Personeelslijst"),
                ("roster", "roster-preview", "roster-functions"),
            ),
            Entry("/people", _("Coördinatoren"), ("people",)),
            Entry(
                "/platforms",
                _("Leerplatformen"),
                ("platforms", "platform", "platform-address"),
            ),
            Entry("/messages", _("Berichten"), ("messages", "message")),
            results(),
            Entry("/privacy-settings", _("Privacy"), ("privacy-settings", "privacy-records")),
            Entry("/log", _("Logboek"), ("log",)),
        ),
    }
    found = entries.get(role, ())
    return found if len(found) > 1 else ()
