"""What is the person's own: progress over the quarters, all that is stored, and erasing it."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Blueprint, Response, make_response
from flask_babel import format_datetime
from werkzeug.wrappers import Response as AnyResponse

from config.logs import log
from lti_tool.access import allow
from lti_tool.cookies import drop_cookie
from lti_tool.i18n import _, language
from lti_tool.models import NOTICES, db
from lti_tool.pages import PageInfo
from lti_tool.problems import FriendlyProblem
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.message_texts import booking_message_names, message_names, template_of
from lti_tool.services.own_data import own_data, own_rounds
from lti_tool.services.own_document import Document, iso, own_document
from lti_tool.services.own_links import spend
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, page_info, show, visit
from lti_tool.views.past import past_quarters
from lti_tool.views.seat_words import seat_text, told_text
from lti_tool.views.wording import role_name, sent_state_text, status_text
from lti_tool.visits import COOKIE
from questionnaires.calendar import AMSTERDAM

LOG = log("lti_tool.own")
# A download is filled up to a whole number of these: its size tells nothing about answers.
STEP = 64 * 1024
STATUSES = ("geen_eis", "onbekend", "boven", "op", "grens", "onder")
ROLES = ("employee", "manager", "coordinator", "admin", "picker")
STATES = ("waiting", "sending", "delivered", "uncertain", "refused")


@allow("employee")
def progress() -> str:
    """The own results over the quarters, to print and to bring along by one's own choice."""
    quarters = past_quarters(own_rounds(desk(), visit().person))
    return show("progress.html", page_info("progress", _("Mijn voortgang")), quarters=quarters)


def _words(moment: datetime) -> str:
    return str(format_datetime(moment.astimezone(AMSTERDAM), "d MMMM yyyy, HH:mm", rebase=False))


@allow("employee")
def data() -> str:
    """Everything that is stored about the person, to read."""
    context = visit()
    found = own_data(desk(), visit().person)
    spend(db.session(), context.person, "export")
    return show(
        "data.html",
        page_info("data", _("Mijn gegevens")),
        data=own_document(found, context.organisation.name, context.platform.issuer, _words),
        statuses={status: status_text(status).label for status in STATUSES},
        states={state: sent_state_text(state) for state in STATES},
        roles={role: role_name(role) for role in ROLES},
        seats={state: seat_text(state) for state in ("placed", "waiting", "left")},
        told_words={kind: told_text(kind) for kind in NOTICES},
        messages={
            name: template_of(name, language()).name
            for name in (*message_names(), *booking_message_names())
        },
    )


@allow("employee")
def download() -> Response:
    """The same as JSON."""
    context = visit()
    found = own_data(desk(), visit().person)
    db.session.commit()
    made = own_document(found, context.organisation.name, context.platform.issuer)
    response = make_response(_filled({"made_at": iso(desk().now), **made}))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    response.headers["Cache-Control"] = "no-store, no-transform"
    return response


def _filled(document: Document) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=2).encode()
    return text + b" " * (-len(text) % STEP - 1) + b"\n"


@allow("employee")
def erase_page() -> str:
    """What goes and what stays, before the person decides."""
    context = visit()
    spend(db.session(), context.person, "erase")
    roles = bool({"manager", "coordinator"} & set(context.roles))
    return show("erase.html", page_info("erase", _("Mijn gegevens wissen")), has_role=roles)


@allow("employee")
def erase_all() -> AnyResponse:
    """All of it goes, and with it this visit."""
    context, tools = visit(), toolbox()
    old_path = page_info("erased", "").visit_base
    journal = ErasureJournal(tools.settings.erasure_journal_file, tools.vault)
    try:
        erase(Eraser(db.session(), tools.vault, journal, desk().now), context.person)
    except OSError as fault:
        LOG.error("erasure_journal", error=type(fault).__name__)
        raise FriendlyProblem(
            "erasure_journal",
            _("Wissen lukt nu niet"),
            _("Er is niets gewist. Probeer het later nog eens. De beheerder kan zien wat er is."),
            status=503,
        ) from fault
    page = PageInfo("erased", _("Je gegevens zijn gewist"), role="employee")
    response = make_response(show("erased.html", page, return_url=context.visit.return_url))
    drop_cookie(response, COOKIE, old_path + "/")
    return response


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/progress", "progress", progress)
    pages.add_url_rule("/data", "data", data)
    pages.add_url_rule("/data/download", "download", download)
    pages.add_url_rule("/erase", "erase", erase_page)
    pages.add_url_rule("/erase", "erase_all", erase_all, methods=["POST"])
