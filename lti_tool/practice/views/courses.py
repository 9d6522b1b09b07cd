"""Courses as people see them: the own list, one course, who takes part."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.practice.gradebook import columns, grades_of, has_mark
from lti_tool.practice.places import (
    activities,
    all_courses,
    events,
    finish,
    may_enter,
    my_seats,
    participants,
    pickable_tools,
    teaches,
)
from lti_tool.practice.store import whole
from lti_tool.practice.tables import Course
from lti_tool.practice.views.frame import NotHere, here, show, to

pages = Blueprint("courses", __name__)


def course_of(name: str) -> Course:
    """The course that a request names; raises :class:`NotHere`."""
    course = here().db.get(Course, whole(request.values.get(name)))
    if course is None:
        raise NotHere("Deze cursus is er niet", "Ga naar Mijn cursussen.")
    return course


def open_course(name: str) -> Course:
    """A course that the visitor takes part in or leads; raises :class:`NotHere`."""
    course = course_of(name)
    if not may_enter(here().db, here().me, course.id):
        raise NotHere(
            "Je bent niet ingeschreven",
            f"Je bent in deze oefenomgeving nog niet ingeschreven voor {course.title}.",
            403,
        )
    return course


def led_course(name: str) -> Course:
    """A course that the visitor leads; raises :class:`NotHere`."""
    course = course_of(name)
    if not teaches(here().db, here().me, course.id):
        raise NotHere("Alleen voor de trainer", "Kies eerst de trainer of de beheerder.", 403)
    return course


@pages.get("/my")
def mine() -> str:
    """Mijn cursussen."""
    at = here()
    seats = my_seats(at.db, at.me.id, at.town.id)
    scans = [seat for seat in seats if seat.course.kind == "scan"]
    marked = {seat.course.id: has_mark(at.db, seat.course.id, at.me.id) for seat in scans}
    trainings = [seat for seat in seats if seat.course.kind != "scan"]
    return show(
        "my.html",
        "Mijn cursussen",
        scans=scans,
        marked=marked,
        doors={seat.course.id: activities(at.db, seat.course.id) for seat in scans},
        now_seats=[seat for seat in trainings if seat.course.quarter >= at.town.quarter],
        every=all_courses(at.db, at.town.id) if at.me.site_role == "admin" else [],
        old_seats=[seat for seat in trainings if seat.course.quarter < at.town.quarter],
    )


@pages.get("/course/view.php")
def course() -> str:
    """One course with what is in it.

    Nothing starts by itself here: tools send people back to this page, also from a computer
    that others use. The page of an activity has the tool in a frame, as in Moodle.
    """
    found, at = open_course("id"), here()
    seat = [seat for seat in my_seats(at.db, at.me.id, found.town_id) if seat.course is found]
    return show(
        "course.html",
        found.title,
        course=found,
        links=activities(at.db, found.id),
        enrolment=seat[0].enrolment if seat else None,
        leads=teaches(at.db, at.me, found.id),
        planned=events(at.db, [found.id], at.now - timedelta(hours=2), at.me),
        tools=pickable_tools(at.db, found.town_id),
    )


@pages.post("/course/finish")
def done() -> Response:
    """ "Ik ben klaar met deze training"; the tool asks at once, which in life waits for a night."""
    found, at = open_course("id"), here()
    if finish(at.db, at.me.id, found.id, at.now) and at.site.hands is not None:
        at.db.commit()
        at.site.hands.ask()
    return to("courses.course", id=found.id)


@pages.get("/course/people")
def people() -> str:
    """Who takes part, as the leader of a course sees it."""
    found = led_course("id")
    rows = participants(here().db, found.id)
    return show("people.html", f"Deelnemers: {found.title}", course=found, rows=rows)


@pages.get("/course/grades")
def grades() -> str:
    """The gradebook, as the leader of a course sees it."""
    found, db = led_course("id"), here().db
    rows = [row for row in participants(db, found.id) if row[1].role == "student"]
    return show(
        "grades.html",
        f"Cijfers: {found.title}",
        course=found,
        columns=columns(db, found.id),
        rows=rows,
        grades=grades_of(db, found.id),
    )
