"""Workshops as an employee sees them: what is free, a place in one click, and giving it back.

All of it is the same for everybody, with or without a scan: nothing is made from a result.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Person, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.bookings import book, leave
from lti_tool.services.seating import BoxOffice, NoSuchSession
from lti_tool.services.timetable import coming, own_slots
from lti_tool.toolbox import toolbox
from lti_tool.views.agenda import agenda_state
from lti_tool.views.frame import desk, go, page_info, show, visit

LARGEST_ID = 2**31 - 1


def office() -> BoxOffice:
    """The box office of this request."""
    return BoxOffice(db.session(), toolbox().vault, desk().now)


def number_in(field: str) -> int:
    """The id in a field of a form; 0, which nothing has, when there is none."""
    text = request.form.get(field, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
    return number if number <= LARGEST_ID else 0


@allow("employee")
def workshops() -> str:
    """Every session that is to come."""
    return show(
        "workshops.html",
        page_info("workshops", _("Workshops en inloop")),
        slots=coming(desk(), visit().person),
        one=False,
    )


@allow("employee")
def workshop(offer_id: str) -> str | Response:
    """The sessions of one offer."""
    slots = [slot for slot in coming(desk(), visit().person) if slot.row.offer_id == offer_id]
    if not slots:
        return go("workshops")
    page = page_info("workshop", slots[0].title, content_lang=slots[0].language)
    return show("workshops.html", page, slots=slots, one=True)


@allow("employee")
def my_bookings() -> str:
    """The own places, and how to get them into one's agenda."""
    person = visit().person
    slots = own_slots(desk(), person)
    return show(
        "bookings.html",
        page_info("bookings", _("Mijn plekken")),
        ahead=[slot for slot in slots if slot.row.starts_at > desk().now],
        past=[slot for slot in slots if slot.row.starts_at <= desk().now],
        feed=agenda_state(person),
    )


@allow("employee")
def change_booking() -> Response:
    """A click on a session: a place or a turn, or giving it back."""
    for field, act in (("book", book), ("leave", leave)):
        if field in request.form:
            _act(act, visit().person, number_in(field))
    return go("my_bookings")


def _act(act: Callable[[BoxOffice, Person, int], None], person: Person, number: int) -> None:
    try:
        act(office(), person, number)
    except NoSuchSession as fault:
        raise FriendlyProblem(
            "no_such_session",
            _("Dit moment is er niet meer"),
            _("Het is begonnen of gaat niet door. Kijk bij de workshops wat er nog komt."),
            status=404,
        ) from fault


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/workshops", "workshops", workshops)
    pages.add_url_rule("/workshops/<offer_id>", "workshop", workshop)
    pages.add_url_rule("/bookings", "my_bookings", my_bookings)
    pages.add_url_rule("/bookings", "change_booking", change_booking, methods=["POST"])
