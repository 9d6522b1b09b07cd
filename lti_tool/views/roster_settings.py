"""Where a roster comes from, and what HR's words for functions mean."""

from __future__ import annotations

from flask import Blueprint, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import FunctionMapping, db
from lti_tool.services.faults import Faults
from lti_tool.services.roster.choosing import Choice, choose_source
from lti_tool.services.roster.doors import doors_of, sync_office
from lti_tool.services.roster.sources import courses_of
from lti_tool.services.roster.suggesting import suggestion
from lti_tool.services.roster.syncing import platforms_to_sync, sync_platform
from lti_tool.services.roster.words import (
    CHOOSE_THEMSELVES,
    Vocabulary,
    decide,
    forget_words,
    vocabulary,
)
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.roster import ACTOR, roster_page
from lti_tool.views.roster_models import LATER, THEMSELVES, Word


@allow("admin")
def source() -> str | Response:
    """Which source decides who is on the roster."""
    form = request.form
    choice = Choice(form.get("source", ""), form.get("cohorts", ""), form.get("course", ""))
    try:
        choose_source(db.session(), visit().platform.id, choice, desk().now, ACTOR)
    except Faults as fault:
        db.session.rollback()
        return roster_page([_source_error(fault)], choice=choice)
    return go("roster", said="saved")


def _source_error(fault: Faults) -> tuple[str, str]:
    field = fault.lines[0].partition(":")[0].partition(" ")[0]
    table = {
        "source": _("Kies waar de lijst vandaan komt."),
        "cohorts": _(
            "Vul de nummers van cohorten in Moodle in. Het leerplatform moet Moodle zijn."
        ),
        "course": _("Kies een cursus. Open de scan eerst een keer vanuit die cursus."),
    }
    # A field that is not on the page for want of choices cannot be pointed at.
    there = {
        "cohorts": visit().platform.api_adapter == "moodle",
        "course": bool(courses_of(db.session(), visit().platform.id)),
    }
    return (field if there.get(field) else "source"), table.get(field, table["source"])


@allow("admin")
def sync() -> Response:
    """Bring the roster up to date now; with a tick also when many would leave."""
    session, platform = db.session(), visit().platform.id
    if platform not in platforms_to_sync(session):
        return go("roster")
    doors, work = doors_of(session, toolbox()), sync_office(session, toolbox())
    sure = request.form.get("sure") == "yes"
    for _outcome in sync_platform(work, platform, doors, anyway=sure, actor=ACTOR):
        session.rollback()
    return go("roster", said="synced")


@allow("admin")
def functions() -> str:
    """HR's words: what nobody has decided first, with a proposal."""
    session, organisation = db.session(), visit().organisation.id
    words = vocabulary(session, organisation)
    rows = session.scalars(
        select(FunctionMapping)
        .where(FunctionMapping.organisation_id == organisation)
        .order_by(FunctionMapping.key)
    ).all()
    usable = {group.code for group in words.groups} | {CHOOSE_THEMSELVES}
    open_ = [row for row in rows if row.function_group not in usable]
    return show(
        "roster_functions.html",
        page_info("roster-functions", _("Functies van HR"), role="admin"),
        waiting=[_waiting(row, words) for row in open_],
        decided=[_decided(row) for row in rows if row not in open_],
        groups=words.groups,
        later=LATER,
        themselves=THEMSELVES,
        saved=request.args.get("said") == "saved",
    )


def _waiting(row: FunctionMapping, words: Vocabulary) -> Word:
    likely = suggestion(row.words, words.groups)
    return Word(f"word-{row.id}", row.words, 0, likely or LATER, likely is not None)


def _decided(row: FunctionMapping) -> Word:
    chosen = row.function_group or THEMSELVES
    return Word(f"word-{row.id}", row.words, 0, chosen, suggested=False)


@allow("admin")
def save_functions() -> Response:
    """Store what words mean, and forget those that are ticked."""
    session, organisation = db.session(), visit().organisation.id
    words = vocabulary(session, organisation)
    rows = session.scalars(
        select(FunctionMapping).where(FunctionMapping.organisation_id == organisation)
    ).all()
    codes = {group.code for group in words.groups}
    decide(session, organisation, dict(_given(row, codes) for row in rows if _sent(row)))
    gone = [row.id for row in rows if request.form.get(f"forget-{row.id}") == "yes"]
    forget_words(session, organisation, gone)
    session.commit()
    return go("roster_functions", said="saved")


def _sent(row: FunctionMapping) -> bool:
    return f"word-{row.id}" in request.form


def _given(row: FunctionMapping, codes: set[str]) -> tuple[str, str | None]:
    value = request.form[f"word-{row.id}"]
    if value == THEMSELVES:
        return row.key, CHOOSE_THEMSELVES
    return row.key, value if value in codes else None


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/roster/source", "roster_source", source, methods=["POST"])
    pages.add_url_rule("/roster/sync", "roster_sync", sync, methods=["POST"])
    pages.add_url_rule("/roster/functions", "roster_functions", functions)
    pages.add_url_rule(
        "/roster/functions", "roster_functions_save", save_functions, methods=["POST"]
    )
