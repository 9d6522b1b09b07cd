"""The list at the door: names to tick off on a phone, or to print; for L&D and the trainer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from adapters.lms import LmsApi
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Organisation, Platform, WorkshopSession, db
from lti_tool.pages import PageInfo
from lti_tool.problems import FriendlyProblem
from lti_tool.services.attendance import (
    AFTER,
    GuestList,
    TooEarly,
    first_day,
    guest_list,
    make_address,
    session_of,
    tick_off,
)
from lti_tool.services.platforms import lms_of
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import go, page_info, show
from lti_tool.views.session_forms import own_session
from questionnaires.calendar import local_date

door = Blueprint("door", __name__)
MOST = 2000
Errors = Sequence[tuple[str, str]]


def _api(platform: Platform) -> LmsApi | None:
    return lms_of(platform, toolbox().vault, toolbox().door)


def _guests(row: WorkshopSession) -> GuestList:
    return guest_list(db.session(), toolbox().vault, row.id, _api)


def _ticked() -> list[int]:
    given = request.form.getlist("here")[:MOST]
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 10]


def _ticking(row: WorkshopSession) -> bool:
    return local_date(toolbox().clock()) >= first_day(row)


def _title(row: WorkshopSession) -> str:
    return _("Wie is er?") if _ticking(row) else _("Wie komt er?")


def _saved(row: WorkshopSession) -> Errors:
    """Tick off; what is wrong, when the day has not come."""
    try:
        tick_off(db.session(), row.id, _ticked(), toolbox().clock())
    except TooEarly:
        db.session.rollback()
        return [("guests", _("Er is niets bewaard. Afvinken kan vanaf de dag zelf."))]
    return []


@allow("coordinator")
def attendance(number: int) -> str | Response:
    """Who comes; who was there, once it has been ticked off."""
    row = own_session(number)
    return go("sessions") if row is None else _page(row)


def _page(row: WorkshopSession, errors: Errors = ()) -> str:
    page = page_info("attendance", _title(row), role="coordinator", errors=errors)
    return show(
        "attendance.html",
        page,
        row=row,
        found=_guests(row),
        ticking=_ticking(row),
        action=f"{page.visit_base}/sessions/{row.id}/attendance",
        back=f"{page.visit_base}/sessions/{row.id}",
    )


@allow("coordinator")
def save_attendance(number: int) -> str | Response:
    """Tick off, from the day itself on."""
    row = own_session(number)
    errors = _saved(row) if row is not None else []
    return _page(row, errors) if row is not None and errors else go("attendance", number=number)


@allow("coordinator")
def trainer_address(number: int) -> str | Response:
    """A new address for the trainer, shown this once."""
    row = own_session(number)
    if row is None:
        return go("sessions")
    path = url_for("door.trainer_list", token=make_address(db.session(), row))
    page = page_info("session-address", _("Adres voor de trainer"), role="coordinator")
    address = toolbox().settings.public_url + path
    return show("session_address.html", page, row=row, address=address, days=AFTER.days)


def _opened(token: str) -> WorkshopSession:
    row = session_of(db.session(), token, toolbox().clock())
    if row is None:
        db.session.rollback()
        raise FriendlyProblem(
            "no_list",
            _("Deze lijst is er niet"),
            _("Het adres werkt vanaf de dag ervoor tot een week erna. Vraag zo nodig een nieuw."),
            status=404,
        )
    return row


@door.get("/at-the-door/<token>")
@allow("anyone")
def trainer_list(token: str) -> str:
    """The same list for whoever was given this address: names, and nothing else."""
    return _door_page(_opened(token), token)


def _door_page(row: WorkshopSession, token: str, errors: Errors = ()) -> str:
    organisation = db.session.get_one(Organisation, row.organisation_id)
    page = PageInfo("attendance", _title(row), organisation=organisation.name, errors=errors)
    found, ticking = _guests(row), _ticking(row)
    action = url_for("door.save_trainer_list", token=token)
    shown = {"row": row, "found": found, "ticking": ticking, "action": action, "back": ""}
    return render_template("attendance.html", page=page, **shown)


@door.post("/at-the-door/<token>")
@allow("anyone")
def save_trainer_list(token: str) -> str | Response:
    """Tick off, from the day itself on: the address is what allows it."""
    row = _opened(token)
    errors = _saved(row)
    if errors:
        return _door_page(row, token, errors)
    return redirect(url_for("door.trainer_list", token=token), 303)


def register(pages: Blueprint) -> None:
    """Add the routes of a visit."""
    path = "/sessions/<int:number>"
    pages.add_url_rule(f"{path}/attendance", "attendance", attendance)
    pages.add_url_rule(f"{path}/attendance", "save_attendance", save_attendance, methods=["POST"])
    pages.add_url_rule(f"{path}/address", "trainer_address", trainer_address, methods=["POST"])
