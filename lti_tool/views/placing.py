"""Placing a link in a course, and the page to which a placed offer leads."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from sqlalchemy.orm import undefer
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.headers import may_run_our_script, may_submit_to
from lti_tool.i18n import _
from lti_tool.lti.deep_linking import Choice, Sender, response_token
from lti_tool.lti.keys import signing_key
from lti_tool.lti.messages import DeepLinkRequest
from lti_tool.models import Visit, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.writeback import course_links
from lti_tool.toolbox import toolbox
from lti_tool.views.choices import choices
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.scan import running_sheet


def _choices() -> list[Choice]:
    return choices(db.session(), visit().organisation.id)


def _show(errors: tuple[tuple[str, str], ...] = ()) -> str:
    page = page_info("picker", _("Wat plaats je in de cursus?"), role="picker", errors=errors)
    return show("lti_picker.html", page, choices=_choices())


@allow("picker")
def picker() -> str:
    """What can be placed."""
    return _show()


@allow("picker")
def place() -> str | Response:
    """The choice, or none, on its way back to the LMS."""
    found = {choice.id: choice for choice in _choices()}
    choice = found.get(request.form.get("choice", ""))
    if request.form.get("go") != "cancel" and choice is None:
        return _show(errors=((f"choice-{next(iter(found))}", _("Kies wat je wilt plaatsen.")),))
    if request.form.get("go") == "cancel":
        choice = None
    wish = _wish()
    token = response_token(_sender(), wish, choice, toolbox().settings.public_url)
    may_submit_to(wish.return_url)
    may_run_our_script()
    page = page_info("returning", _("Terug naar de cursus"), role="picker")
    values = {"token": token, "return_url": wish.return_url, "choice": choice}
    response = make_response(show("lti_return.html", page, **values))
    # The LMS may look from which site the form comes; the path stays secret.
    response.headers["Referrer-Policy"] = "origin"
    return response


def _document() -> dict[str, object]:
    # The column is left out when visits are loaded: only here it is needed.
    wanted = db.session.get_one(
        Visit, visit().visit.id, options=[undefer(Visit.deep_link)], populate_existing=True
    )
    if wanted.deep_link is None:
        raise FriendlyProblem(
            "nothing_asked",
            _("Het leerplatform wacht niet op een keuze"),
            _("Ga terug naar de cursus en kies opnieuw voor inhoud toevoegen."),
        )
    return wanted.deep_link


def _wish() -> DeepLinkRequest:
    kept = _document()
    data = kept["data"]
    return DeepLinkRequest(
        return_url=str(kept["return_url"]),
        data=None if data is None else str(data),
        takes_line_item=bool(kept["takes_line_item"]),
    )


def _sender() -> Sender:
    tools, platform = toolbox(), visit().platform
    pem, kid = signing_key(db.session(), tools.vault, tools.clock())
    deployment_id = str(_document()["deployment_id"])
    return Sender(platform.issuer, platform.client_id, deployment_id, pem, kid)


@allow("employee")
def open_offer(offer_id: str) -> str | Response:
    """What it is, and the way in: after the scan, by the person's own click."""
    sheet = running_sheet()
    if sheet is None or offer_id not in course_links(desk(), sheet.cycle.id):
        return go("employee_home")
    offer = sheet.pack.offer(offer_id)
    page = page_info("offer", offer.title, content_lang=sheet.pack.language)
    return show("lti_offer.html", page, offer=offer, submitted=sheet.submitted)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/open/<offer_id>", "open_offer", open_offer)
    pages.add_url_rule("/place", "place", place, methods=["POST"])
