"""Placing a link in a course: the choice, and its way back to the LMS."""

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
from lti_tool.services.placed import note_placed, placed
from lti_tool.toolbox import toolbox
from lti_tool.views.choices import Placeable, placeable
from lti_tool.views.frame import page_info, show, visit


def _placeable() -> Placeable:
    session, here = db.session(), visit()
    there = placed(session, here.visit.course_context_id)
    return placeable(session, here.organisation.id, there)


def _show(found: Placeable, errors: tuple[tuple[str, str], ...] = ()) -> str:
    page = page_info("picker", _("Wat plaats je in de cursus?"), role="picker", errors=errors)
    return show("lti_picker.html", page, found=found)


@allow("picker")
def picker() -> str:
    """What can be placed."""
    return _show(_placeable())


@allow("picker")
def place() -> str | Response:
    """The choice, or none, on its way back to the LMS."""
    found = _placeable()
    choice = None
    if request.form.get("go") != "cancel":
        choice = found.chosen(request.form.get("choice", ""), request.form.get("again", ""))
        if choice is None:
            return _show(found, ((found.first_field, _("Kies wat je wilt plaatsen.")),))
        _remember(choice)
    return _answer(choice)


def _remember(choice: Choice) -> None:
    course = visit().visit.course_context_id
    if choice.once and course is not None:
        note_placed(db.session(), course, choice.id, toolbox().clock())


def _answer(choice: Choice | None) -> Response:
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


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/place", "place", place, methods=["POST"])
