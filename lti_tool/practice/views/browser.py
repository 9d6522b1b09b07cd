"""Messages that travel through the browser: launch, picking content, and the way back."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from lti_tool.practice import telling
from lti_tool.practice.launches import (
    InvalidRequest,
    Wish,
    authorize,
    login_address,
    login_fields,
)
from lti_tool.practice.lti_tables import Activity, Tool
from lti_tool.practice.picking import place
from lti_tool.practice.places import may_enter
from lti_tool.practice.store import whole
from lti_tool.practice.tables import Course
from lti_tool.practice.tokens import ServiceError
from lti_tool.practice.views.courses import led_course
from lti_tool.practice.views.frame import NotHere, here, show, to

pages = Blueprint("browser", __name__, url_prefix="/mod/lti")


def _activity() -> Activity:
    at = here()
    activity = at.db.get(Activity, whole(request.args.get("id")))
    if activity is None or not may_enter(at.db, at.me, activity.course_id):
        raise NotHere("Je bent niet ingeschreven", "Ga naar Mijn cursussen.", 403)
    return activity


@pages.get("/view.php")
def view() -> str:
    """The page of an activity, with the tool in a frame."""
    activity = _activity()
    course = here().db.get_one(Course, activity.course_id)
    return show("activity.html", activity.title, activity=activity, course=course)


@pages.get("/launch.php")
def launch() -> Response:
    """Start a launch: the browser goes to the tool's login address."""
    at, activity = here(), _activity()
    framed = request.args.get("frame") == "1"
    return _begin(Wish(at.me.id, activity.course_id, activity.tool_id, activity.id, framed))


@pages.get("/pick.php")
def pick() -> Response:
    """Start picking content for a course."""
    at, course = here(), led_course("course")
    tool = at.db.get(Tool, whole(request.args.get("tool")))
    if tool is None or tool.town_id != course.town_id or not tool.active:
        raise NotHere("Dit hulpmiddel is er niet", "Een beheerder moet het eerst aanzetten.")
    return _begin(Wish(at.me.id, course.id, tool.id, None, framed=False))


def _begin(wish: Wish) -> Response:
    at = here()
    url, fields = login_fields(at.site, at.db, wish)
    telling.begun(at.db, wish, url, fields, at.now)
    return redirect(login_address(url, fields), 302)


@pages.route("/auth.php", methods=["GET", "POST"])
def auth() -> str:
    """Sign the message, and let the browser carry it to the tool."""
    at = here()
    try:
        posted = authorize(at.site, at.db, request.values.to_dict())
    except InvalidRequest as fault:
        raise NotHere(
            "Dit bericht is al gebruikt",
            "Een start van de scan kan maar één keer. Ga terug naar de cursus en open de scan "
            "opnieuw.",
        ) from fault
    telling.signed(at.db, posted, at.now)
    return show("post.html", "Naar de scan", posted=posted)


@pages.post("/contentitem_return.php")
def picked() -> Response:
    """Take back what a teacher picked in the tool."""
    at = here()
    try:
        found = place(at.site, at.db, request.args.get("sesskey", ""), request.form.get("JWT", ""))
    except ServiceError as fault:
        raise NotHere("De keuze is niet gelukt", f"Het leerplein meldt: {fault.reason}") from fault
    telling.picked(at.db, found, at.now)
    return to("courses.course", id=found.ticket.course_id)


@pages.get("/return.php")
def back() -> Response:
    """Where the tool sends people who are done: the course, where nothing starts by itself."""
    return to("courses.course", id=whole(request.args.get("course")))
