"""Sessions as L&D plans them: when, where, with whom, and how full they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Blueprint
from sqlalchemy import select
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import Cycle, WorkshopSession, db
from lti_tool.services.bookings import LISTS_STAY
from lti_tool.services.faults import Faults
from lti_tool.services.mirror_standing import troubled
from lti_tool.services.sessions import (
    add_session,
    bookable_offers,
    bookable_theme,
    cancel_session,
    change_session,
)
from lti_tool.services.timetable import filled_sessions
from lti_tool.views.booking import office
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.session_forms import (
    Errors,
    errors_of,
    given,
    in_order,
    own_session,
    plan_in,
    said,
    shown,
    too_few,
)
from lti_tool.views.session_mirror import mirror_of
from lti_tool.views.wording import quarter_name

ACTOR = "coordinator"
CYCLES = 4


@allow("coordinator")
def sessions() -> str:
    """What is to come, and what was lately."""
    recent = (WorkshopSession.organisation_id == visit().organisation.id) & (
        WorkshopSession.ends_at > desk().now - LISTS_STAY
    )
    found = filled_sessions(db.session(), recent)
    ahead = [row for row in found if row.row.ends_at > desk().now]
    return show(
        "sessions.html",
        page_info("sessions", _("Workshops en inloop"), role="coordinator"),
        ahead=ahead,
        past=[row for row in found if row not in ahead],
        troubled=troubled(db.session(), [row.row.id for row in ahead]),
    )


@allow("coordinator")
def new_session() -> str:
    """An empty form."""
    return _form({"capacity": "12"})


def _form(fields: Mapping[str, str], errors: Errors = ()) -> str:
    page = page_info("session-new", _("Plan een moment"), role="coordinator", errors=errors)
    return show("session_new.html", page, fields=fields, choices=list(_choices()))


def _choices() -> Iterator[tuple[str, str]]:
    """(value, text) of everything that can be given in the last cycles and those to come."""
    cycles = db.session.scalars(
        select(Cycle)
        .where(Cycle.organisation_id == visit().organisation.id, Cycle.state != "draft")
        .order_by(Cycle.opens.desc())
        .limit(CYCLES)
    )
    for cycle in cycles.all():
        theme = bookable_theme(db.session(), cycle.id).in_language(language())
        for offer in bookable_offers(theme):
            yield f"{cycle.id}:{offer.id}", f"{offer.title} ({quarter_name(cycle.quarter)})"


@allow("coordinator")
def add() -> str | Response:
    """Plan it, or say what is wrong."""
    fields = given()
    plan, errors = plan_in(fields, desk().now)
    if fields["what"] not in dict(_choices()):
        errors = [("what", said("what")), *errors]
    if plan is None or errors:
        return _form(fields, errors)
    cycle, _colon, offer = fields["what"].partition(":")
    try:
        made = add_session(office(), int(cycle), offer, plan, ACTOR)
    except Faults as fault:
        return _form(fields, errors_of(fault))
    return go("session", number=made)


@allow("coordinator")
def session(number: int) -> str | Response:
    """One session, to change or cancel."""
    row = own_session(number)
    return go("sessions") if row is None else _page(row, shown(row))


def _page(row: WorkshopSession, fields: Mapping[str, str], errors: Errors = ()) -> str:
    [filled] = filled_sessions(db.session(), WorkshopSession.id == row.id)
    return show(
        "session.html",
        page_info("session", _("Workshopmoment"), role="coordinator", errors=errors),
        filled=filled,
        row=row,
        fields=fields,
        over=_over(row),
        mirror=mirror_of(row),
    )


def _over(row: WorkshopSession) -> bool:
    return row.cancelled_at is not None or row.starts_at <= desk().now


@allow("coordinator")
def change(number: int) -> str | Response:
    """Change it, or say what is wrong."""
    row = own_session(number)
    if row is None:
        return go("sessions")
    if _over(row):
        return go("session", number=number)
    fields = given()
    plan, errors = plan_in(fields, desk().now)
    if plan is None:
        [filled] = filled_sessions(db.session(), WorkshopSession.id == row.id)
        return _page(row, fields, in_order([*errors, *too_few(fields, filled)]))
    try:
        change_session(office(), number, plan, ACTOR)
    except Faults as fault:
        db.session.rollback()
        kept = own_session(number)
        return go("sessions") if kept is None else _page(kept, fields, errors_of(fault))
    return go("session", number=number)


@allow("coordinator")
def cancel(number: int) -> Response:
    """It does not take place."""
    if own_session(number) is not None:
        try:
            cancel_session(office(), number, ACTOR)
        except Faults:
            # It has begun, or somebody else cancelled it: the page shows how it stands.
            db.session.rollback()
    return go("session", number=number)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/sessions", "sessions", sessions)
    pages.add_url_rule("/sessions/new", "session_new", new_session)
    pages.add_url_rule("/sessions/new", "session_add", add, methods=["POST"])
    pages.add_url_rule("/sessions/<int:number>", "session", session)
    pages.add_url_rule("/sessions/<int:number>", "session_change", change, methods=["POST"])
    pages.add_url_rule("/sessions/<int:number>/cancel", "session_cancel", cancel, methods=["POST"])
