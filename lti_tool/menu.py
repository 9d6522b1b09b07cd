"""The pages of one role, as the menu below the switch between roles names them."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.i18n import _

SHELF = ("themes", "theme-compare", "theme-incoming")
DRAFTS = ("drafts", "draft", "draft-part", "draft-preview")


@dataclass(frozen=True, slots=True)
class Entry:
    """``path`` follows the address of the visit; ``names`` are the pages that belong to it.

    ``under`` are the pages of an area: a second row of the menu while one of them is in view.
    """

    path: str
    words: str
    names: tuple[str, ...]
    under: tuple[Entry, ...] = ()


def area(words: str, *entries: Entry) -> Entry:
    """Pages that belong together under one word, which leads to the first; more is a row."""
    names = tuple(name for entry in entries for name in entry.names)
    return Entry(entries[0].path, words, names, entries if len(entries) > 1 else ())


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
        "coordinator": _coordinator(),
        "admin": _admin(),
    }
    found = entries.get(role, ())
    return found if len(found) > 1 else ()


def _coordinator() -> tuple[Entry, ...]:
    desk = ("sessions", "session-new", "session-address")
    sessions = (*desk, "session", "session-group", "attendance")
    return (
        area(
            _("Overzicht"),
            Entry("/coordination", _("Hoe het ervoor staat"), ("coordinator",)),
            Entry("/participation", _("Deelname"), ("participation",)),
        ),
        area(
            _("Aanbod"),
            Entry("/offers", _("Aanbod en cursussen"), ("offers", "offer-course", "offer-terms")),
            Entry("/worklist", _("In te schrijven"), ("worklist",)),
            Entry("/deliveries", _("Wat niet aankwam"), ("deliveries",)),
        ),
        Entry("/sessions", _("Workshops en inloop"), sessions),
        area(
            _("Helpdesk"),
            Entry("/helpdesk", _("Helpdesk"), ("helpdesk", "helpdesk-card")),
            Entry("/requests", _("Vragen van collega's"), ("requests",)),
        ),
        area(
            _("Voorbereiden"),
            Entry("/communication", _("Intranet"), ("communication",)),
            Entry("/themes/drafts", _("Thema's in de maak"), DRAFTS),
            Entry("/rehearsal", _("Oefenen"), ("rehearsal",)),
        ),
        results(),
    )


def _admin() -> tuple[Entry, ...]:
    setup = ("setup", "setup-organisation", "setup-privacy", "setup-theme")
    roster = ("roster", "roster-preview", "roster-functions")
    platforms = ("platforms", "platform", "platform-address", "platform-new")
    privacy = ("privacy-settings", "privacy-records")
    return (
        area(
            _("Overzicht"),
            Entry("/admin", _("Hoe het ervoor staat"), ("admin",)),
            Entry("/setup", _("Inrichten"), setup),
        ),
        Entry("/year", _("Jaarplan"), ("year", "year-cycle", "year-plan")),
        area(
            _("Thema's"),
            Entry("/themes", _("Alle thema's"), SHELF),
            Entry("/themes/drafts", _("In de maak"), DRAFTS),
            Entry("/minima", _("Minima"), ("minima",)),
        ),
        area(
            _("Mensen"),
            Entry("/roster", _("Personeelslijst"), roster),
            Entry("/function-groups", _("Functiegroepen"), ("function-groups",)),
            Entry("/people", _("Coördinatoren"), ("people",)),
        ),
        Entry("/platforms", _("Leerplatformen"), platforms),
        area(
            _("Berichten"),
            Entry("/messages", _("Berichten"), ("messages", "message")),
            Entry("/texts", _("Teksten"), ("texts", "text")),
        ),
        results(),
        area(
            _("Instellingen"),
            Entry("/privacy-settings", _("Privacy"), privacy),
            Entry("/appearance", _("Kleur en logo"), ("appearance",)),
            Entry("/log", _("Logboek"), ("log",)),
        ),
    )
