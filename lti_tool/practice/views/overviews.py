"""The visitor's own calendar and grades, over all courses."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint

from lti_tool.practice.gradebook import columns, grades_of
from lti_tool.practice.places import events, my_seats
from lti_tool.practice.views.frame import here, show

pages = Blueprint("overviews", __name__)


@pages.get("/calendar")
def calendar() -> str:
    """Agenda: what the own courses have planned."""
    at = here()
    seats = my_seats(at.db, at.me.id, at.town.id)
    ids = [seat.course.id for seat in seats]
    rows = events(at.db, ids, at.now - timedelta(hours=2), at.me)
    return show("calendar.html", "Agenda", rows=rows)


@pages.get("/grades")
def mine() -> str:
    """Cijfers: what the gradebooks hold of the visitor."""
    at = here()
    rows = []
    seats = my_seats(at.db, at.me.id, at.town.id)
    for seat in seats:
        known = grades_of(at.db, seat.course.id)
        if seat.enrolment.role != "student":
            continue
        rows += [
            (seat.course, column, known.get((column.id, at.me.id)))
            for column in columns(at.db, seat.course.id)
        ]
    led = [seat.course for seat in seats if seat.enrolment.role == "teacher"]
    return show("own_grades.html", "Cijfers", rows=rows, led=led)
