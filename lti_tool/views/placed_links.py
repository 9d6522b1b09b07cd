"""Where links placed in a course lead: to an offer, a theme, or a kind word when it is gone."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.services.library import begins_on, offer_begins_on, themes
from lti_tool.services.scanning import Sheet
from lti_tool.services.timetable import coming
from lti_tool.views.frame import desk, page_info, show, visit
from lti_tool.views.frame import go as lead
from lti_tool.views.learning import shop_of
from lti_tool.views.library import can_be_done, library_shops
from lti_tool.views.scan import running_sheet
from lti_tool.views.shop import FROM_RESULT, OfferView, Shop


def _library(sheet: Sheet | None) -> list[Shop]:
    return library_shops(themes(desk(), visit().person, sheet.cycle if sheet else None))


def _rows(shop: Shop, offer_id: str) -> list[OfferView]:
    return [row for row in shop.in_order() if row.id == offer_id]


@allow("employee")
def open_offer(offer_id: str) -> Response:
    """What it is, and the way in by the person's own click; of an earlier theme too.

    An offer of the running theme waits for the scan. One of another theme is open to everybody,
    as it is in the library.
    """
    sheet = running_sheet()
    rows = _rows(shop_of(sheet, coming(desk(), visit().person)), offer_id) if sheet else []
    rows = rows or [row for shop in _library(sheet) for row in _rows(shop, offer_id)]
    open_rows = [row for row in rows if row.available and can_be_done(row)]
    if not open_rows:
        first = next((row.begins for row in rows if row.begins), None)
        organisation_id = visit().organisation.id
        first = first or offer_begins_on(desk(), organisation_id, offer_id)
        return _gone(sheet, _("Dit aanbod is er nu niet"), first)
    row = open_rows[0]
    ready = row.post != FROM_RESULT or row.bookable or bool(sheet and sheet.submitted)
    page = page_info("offer", row.title, content_lang=row.language)
    return make_response(show("lti_offer.html", page, offer=row, ready=ready))


@allow("employee")
def theme_page(theme: str) -> Response:
    """Where a link to one theme's learning page leads: the own page, or its place on the shelf."""
    sheet = running_sheet()
    if sheet is not None and sheet.pack.id == theme:
        return make_response(lead("learning"))
    shelves = [shop for shop in _library(sheet) if shop.pack.id == theme]
    if any(row.available and can_be_done(row) for shop in shelves for row in shop.in_order()):
        return make_response(lead("library", _anchor=f"theme-{theme}"))
    first = begins_on(desk(), visit().organisation.id, theme)
    return _gone(sheet, _("Dit thema is er nu niet"), first)


def _gone(sheet: Sheet | None, title: str, begins: date | None) -> Response:
    """A kind word, and the way to what there is; ``begins`` is None when nothing is to come."""
    text = show("lti_gone.html", page_info("gone", title), running=sheet, begins=begins)
    return make_response(text, 404)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/open/<offer_id>", "open_offer", open_offer)
    pages.add_url_rule("/learning/<theme>", "theme_page", theme_page)
