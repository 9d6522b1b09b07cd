"""A click on an offer, and the way into its course: at once, or over a page that waits."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.problems import FriendlyProblem
from lti_tool.services.choosing import choose
from lti_tool.services.library import Theme, take, themes
from lti_tool.services.timetable import coming
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.learning import is_framed, shop_of
from lti_tool.views.library import library_shops
from lti_tool.views.scan import running_sheet
from lti_tool.views.shop import OfferView, Shop
from lti_tool.views.wording import start_title


def _no_such_offer() -> FriendlyProblem:
    return FriendlyProblem(
        "no_such_offer",
        _("Dit aanbod kun je nu niet starten"),
        _("Ga terug naar je uitslag en kies iets anders."),
        status=404,
    )


def _offer_in(shop: Shop, key: str) -> OfferView | None:
    return next((row for row in shop.in_order() if row.id == key and row.available), None)


@allow("employee")
def offer() -> Response:
    """The person's own click on an offer."""
    sheet = running_sheet()
    key = request.form.get("offer", "")
    if key in {slot.row.offer_id for slot in coming(desk(), visit().person)}:
        return go("workshop", offer_id=key)
    if sheet is None or not sheet.submitted or _offer_in(shop_of(sheet, ()), key) is None:
        raise _no_such_offer()
    if choose(desk(), sheet, key) is None:
        raise _no_such_offer()
    return go("start_offer", offer_id=key)


@allow("employee")
def start_offer(offer_id: str) -> Response:
    """Into the course, or a page that waits for the enrolment and refreshes itself."""
    sheet = running_sheet()
    row = _offer_in(shop_of(sheet, ()), offer_id) if sheet is not None else None
    if sheet is None or row is None or not row.linked:
        return go("employee_home")
    return _enter(row, sheet.pack.language, "result")


def _enter(row: OfferView, language: str, back: str) -> Response:
    state = row.state or "waiting"
    # Redirected inside a frame, the LMS would sit in the LMS: there a link leaves the frame.
    if state == "ready" and row.course_url and not is_framed():
        return redirect(row.course_url, 303)
    page = page_info("start", start_title(state), content_lang=language)
    values = {"title": row.title, "course_url": row.course_url, "state": state, "back": back}
    response = make_response(show("start.html", page, **values))
    if state == "waiting":
        response.headers["Refresh"] = "5"
    return response


def _theme(cycle_id: int) -> Theme:
    sheet = running_sheet()
    found = themes(desk(), visit().person, sheet.cycle if sheet else None)
    for theme in found:
        if theme.cycle.id == cycle_id:
            return theme
    raise _no_such_offer()


@allow("employee")
def take_from_library(cycle_id: int) -> Response:
    """The person's own click on something of another theme."""
    theme, key = _theme(cycle_id), request.form.get("offer", "")
    [shop] = library_shops([theme])
    row = _offer_in(shop, key)
    if row is not None and row.bookable:
        return go("workshop", offer_id=key)
    if row is None or not row.linked:
        raise _no_such_offer()
    take(desk(), visit().person, theme, key)
    return go("start_from_library", cycle_id=cycle_id, offer_id=key)


@allow("employee")
def start_from_library(cycle_id: int, offer_id: str) -> Response:
    """As :func:`start_offer`, of another theme."""
    try:
        theme = _theme(cycle_id)
    except FriendlyProblem:
        return go("library")
    [shop] = library_shops([theme])
    row = _offer_in(shop, offer_id)
    if row is None or not row.linked:
        return go("library")
    return _enter(row, theme.pack.language, "library")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/offer", "offer", offer, methods=["POST"])
    pages.add_url_rule("/start/<offer_id>", "start_offer", start_offer)
    path = "/library/<int:cycle_id>"
    pages.add_url_rule(path, "take_from_library", take_from_library, methods=["POST"])
    pages.add_url_rule(f"{path}/<offer_id>", "start_from_library", start_from_library)
