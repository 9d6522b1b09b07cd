"""Deliveries that need a person: what did not arrive, why in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import db
from lti_tool.services.message_texts import message_names, template_of
from lti_tool.services.stuck_desk import (
    LONGEST_NOTE,
    GivingUp,
    Pile,
    give_up,
    piles,
    retry_pile,
)
from lti_tool.services.stuck_names import Unknown, unknown_accounts
from lti_tool.toolbox import toolbox
from lti_tool.views.desk_words import actor, code_words
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.wording import quarter_name


@dataclass(frozen=True, slots=True)
class PileView:
    """A pile in words; ``number`` names it on the page."""

    pile: Pile
    number: int
    what: str
    quarter: str
    why: str

    @property
    def count(self) -> str:
        """How many, or that there are few."""
        least = self.pile.least
        return _("minder dan %(least)s", least=least) if self.pile.is_few else str(self.pile.count)


def what_words(kind: str, topic: str) -> str:
    """What a row delivers."""
    if topic in message_names():
        return _("bericht: %(name)s", name=template_of(topic, language()).name)
    table = {
        "enrol": _("inschrijving in een cursus"),
        "mark": _("deelname in de beoordelingen"),
        "mail": _("bericht over een plek bij een workshop"),
        "group": _("workshop in het leerplatform"),
    }
    return table.get(kind, kind)


def _view(number: int, pile: Pile) -> PileView:
    quarter = quarter_name(pile.quarter) if pile.quarter else ""
    what = what_words(pile.kind, pile.topic)
    return PileView(pile, number, what, quarter, code_words(pile.code))


@allow("coordinator")
def deliveries() -> str:
    """The piles: who must do something first, then what waits by itself."""
    return _page()


def _page(error: tuple[str, str] | None = None) -> str:
    session, organisation = db.session(), visit().organisation
    found = piles(session, organisation)
    names: Sequence[Unknown] = unknown_accounts(session, toolbox().vault, organisation, found)
    views = [_view(number, pile) for number, pile in enumerate(found, start=1)]
    number = next((row.number for row in views if error and row.pile.key == error[0]), 0)
    errors = [(f"note-{number}", error[1])] if error and number else []
    page = page_info("deliveries", _("Wat niet aankwam"), role="coordinator", errors=errors)
    return show(
        "deliveries.html",
        page,
        asking=[row for row in views if row.pile.needs_person],
        others=[row for row in views if not row.pile.needs_person],
        names=names,
        longest=LONGEST_NOTE,
    )


@allow("coordinator")
def settle_deliveries() -> Response | str:
    """Try again, one pile or all; or give one up, with a reason."""
    key, wish = request.form.get("pile", ""), request.form.get("go", "")
    session, organisation, now = db.session(), visit().organisation, desk().now
    if wish == "give-up":
        note = " ".join(request.form.get("note", "").split())
        if not note:
            return _page((key, _("Schrijf op waarom het niet meer hoeft.")))
        give_up(session, toolbox().vault, organisation, GivingUp(key, note, actor(), now))
    elif wish == "all" or (wish == "again" and key):
        retry_pile(session, organisation.id, "" if wish == "all" else key, now)
    return go("deliveries")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/deliveries", "deliveries", deliveries)
    pages.add_url_rule("/deliveries", "settle_deliveries", settle_deliveries, methods=["POST"])
