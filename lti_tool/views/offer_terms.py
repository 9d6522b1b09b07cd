"""When an offer can be done, and when its enrolments end: the same for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services.faults import Faults
from lti_tool.services.offer_settings import Terms, offer_settings, set_terms, terms_of
from lti_tool.services.platforms import is_web_address
from lti_tool.views.desk_words import actor
from lti_tool.views.frame import desk, go, page_info, show
from lti_tool.views.offers_desk import offer_of

DAYS = ("available_from", "available_until", "ends_on")
LONGEST_URL = 1000


@allow("coordinator")
def offer_terms(number: int, offer_id: str) -> Response | str:
    """The days and the address as they are."""
    found = offer_of(number, offer_id)
    if found is None:
        return go("offers")
    _shelf, _offer, link = found
    terms = terms_of(offer_settings(db.session(), number).get(offer_id), link)
    days = {name: getattr(terms, name) for name in DAYS}
    typed = {name: day.isoformat() if day else "" for name, day in days.items()}
    return _page(number, offer_id, {**typed, "url": terms.url}, [])


def _page(
    number: int, offer_id: str, typed: Mapping[str, str], errors: list[tuple[str, str]]
) -> Response | str:
    found = offer_of(number, offer_id)
    if found is None:
        return go("offers")
    shelf, offer, link = found
    page = page_info("offer-terms", _("Wanneer kan dit?"), role="coordinator", errors=errors)
    return show("offer_terms.html", page, shelf=shelf, offer=offer, link=link, typed=typed)


@allow("coordinator")
def set_offer_terms(number: int, offer_id: str) -> Response | str:
    """Keep them, or say what is wrong."""
    typed = {name: request.form.get(name, "").strip() for name in (*DAYS, "url")}
    days, errors = _days(typed)
    errors += _wrong(typed["url"], days)
    if errors:
        return _page(number, offer_id, typed, errors)
    terms = Terms(typed["url"], *(days[name] for name in DAYS))
    try:
        set_terms(db.session(), number, offer_id, terms, desk().now, actor())
    except Faults:
        # The offer or its course went a moment ago: the overview shows what is left.
        db.session.rollback()
    return go("offers")


def _days(typed: Mapping[str, str]) -> tuple[dict[str, date | None], list[tuple[str, str]]]:
    days: dict[str, date | None] = {}
    errors = []
    for name in DAYS:
        try:
            days[name] = date.fromisoformat(typed[name]) if typed[name] else None
        except ValueError:
            days[name] = None
            errors.append((name, _("Vul een datum in, of laat het leeg.")))
    return days, errors


def _wrong(url: str, days: Mapping[str, date | None]) -> list[tuple[str, str]]:
    errors = []
    first, last = days["available_from"], days["available_until"]
    if first and last and last < first:
        errors.append(("available_until", _("De laatste dag ligt vóór de eerste dag.")))
    if url and (len(url) > LONGEST_URL or not is_web_address(url)):
        errors.append(("url", _("Vul het hele adres in, met https:// ervoor.")))
    return errors


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    one = "/offers/<int:number>/<offer_id>/terms"
    pages.add_url_rule(one, "offer_terms", offer_terms)
    pages.add_url_rule(one, "set_offer_terms", set_offer_terms, methods=["POST"])
