"""The helpdesk card: somebody is looked up, and the card says what stands in their way.

What was searched for stands in no address and no log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from adapters.lms import LmsApi
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Platform, db
from lti_tool.services.helpdesk import Card, Round, open_card
from lti_tool.services.helpdesk_search import LONGEST, Caller, look_up
from lti_tool.services.platforms import lms_of
from lti_tool.toolbox import toolbox
from lti_tool.views.desk_words import actor, code_words
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.stuck import what_words
from lti_tool.views.wording import quarter_name


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave; ``asked`` is False before anybody searched.

    ``text`` is what was typed, for the box of this one answer.
    """

    asked: bool = False
    text: str = ""
    callers: Sequence[Caller] = ()


def _api(platform: Platform) -> LmsApi | None:
    return lms_of(platform, toolbox().vault, toolbox().door)


@allow("coordinator")
def helpdesk() -> str:
    """Whom is it about?"""
    return _page(Found())


def _page(found: Found, error: str = "") -> str:
    errors = [("who", error)] if error else []
    page = page_info("helpdesk", _("Helpdesk"), role="coordinator", errors=errors)
    return show("helpdesk.html", page, found=found)


@allow("coordinator")
def ask_helpdesk() -> Response | str:
    """Search, or open the card of somebody who was found."""
    who = request.form.get("person", "")
    if who:
        card = open_card(desk(), visit().organisation.id, who, _api, actor())
        return go("helpdesk") if card is None else _card(card)
    text = request.form.get("who", "").strip()[:LONGEST]
    if not text:
        return _page(Found(), _("Vul een voornaam, nummer, gebruikersnaam of mailadres in."))
    tools = toolbox()
    callers = look_up(db.session(), tools.vault, visit().organisation.id, text, _api)
    return _page(Found(True, text, callers))


def _card(card: Card) -> str:
    page = page_info("helpdesk-card", _("Helpdeskkaart"), role="coordinator")
    troubles = [(what_words(row.kind, row.topic), code_words(row.code)) for row in card.troubles]
    quarter = quarter_name(card.round.quarter) if card.round else ""
    return show(
        "helpdesk_card.html",
        page,
        card=card,
        quarter=quarter,
        place=_place(card.round),
        scan=_scan(card.round),
        troubles=troubles,
    )


def _place(found: Round | None) -> str:
    if found is None:
        return _("er loopt geen scan")
    if found.excused:
        return _("hoeft deze keer niet mee te doen")
    return _("uitgenodigd") if found.invited else _("niet op de lijst, mag wel meedoen")


def _scan(found: Round | None) -> str:
    if found is None or found.started_on is None:
        return _("nog niet begonnen")
    return _("begonnen, nog niet klaar") if found.done_on is None else _("klaar")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/helpdesk", "helpdesk", helpdesk)
    pages.add_url_rule("/helpdesk", "ask_helpdesk", ask_helpdesk, methods=["POST"])
