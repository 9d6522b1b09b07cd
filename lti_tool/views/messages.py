"""The messages of a round as an admin looks them over: when, how many, and how they read."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import db
from lti_tool.services import message_overview as overview
from lti_tool.services.message_texts import message_names, template_of
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.wording import quarter_name


def _why(row: overview.Stuck) -> str:
    """The reason in words; empty for one that only the technique has words for."""
    table = {
        "bad_address": _("Dit mailadres klopt niet. Verbeter het in de lijst van medewerkers."),
        "mail_refused": _("De mailserver weigert dit bericht. Vraag de beheerder ervan waarom."),
        "no_sender": _("Er is geen afzender. Vul het mailadres van de contactpersoon in."),
        "no_scan_url": _("Het adres van de scan in het leerplatform ontbreekt nog."),
        "no_answer": _("De mailserver gaf geen antwoord meer. Misschien is het aangekomen."),
        "crashed": _("Het programma stopte midden in het versturen. Misschien is het aangekomen."),
        "no_account": _("Het account in het leerplatform is niet bekend."),
    }
    return table.get(row.code, "")


@allow("admin")
def messages() -> str:
    """All of them, with what became of those of the running round."""
    session, organisation = db.session(), visit().organisation
    cycle = overview.running_round(session, organisation.id)
    stuck = overview.stuck_messages(session, organisation.id, language())
    return show(
        "messages.html",
        page_info("messages", _("Berichten"), role="admin"),
        quarter=quarter_name(cycle.quarter) if cycle else "",
        lines=overview.lines_of(session, cycle, language()),
        stuck=[(row, _why(row)) for row in stuck],
        warnings=overview.warnings(session, organisation, toolbox().mailer is not None),
    )


@allow("admin")
def message(message_name: str) -> str:
    """One message as somebody gets it, in each language."""
    if message_name not in message_names():
        abort(404)
    session, organisation = db.session(), visit().organisation
    cycle = overview.running_round(session, organisation.id)
    template = template_of(message_name, language())
    return show(
        "message.html",
        page_info("message", template.name, role="admin"),
        name=message_name,
        when=template.when,
        mails=overview.example_of(session, organisation, cycle, message_name),
        sender=organisation.name,
        address=sender_address(),
    )


def sender_address() -> str:
    """Whom mail of the organisation comes from; empty when nobody has been set."""
    mailer = toolbox().mailer
    return (mailer.sender if mailer else "") or visit().organisation.contact_email


@allow("admin")
def send_again() -> Response:
    """Somebody decides that a message which may have arrived goes once more."""
    number = request.form.get("again", "")
    if number.isascii() and number.isdigit():
        overview.send_again(db.session(), visit().organisation.id, int(number[:9]), desk().now)
    return go("messages")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/messages", "messages", messages)
    pages.add_url_rule("/messages", "send_again", send_again, methods=["POST"])
    pages.add_url_rule("/messages/<message_name>", "message", message)
