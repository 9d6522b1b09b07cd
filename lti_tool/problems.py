"""Everything that goes wrong ends on a friendly page whose reference stands in the log."""

from __future__ import annotations

import secrets
import traceback

from flask import Flask, Response, make_response, render_template
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from config.logs import log
from lti_tool.access_log import told_route
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.pages import problem_page

LOG = log("lti_tool.problems")
# Without letters and digits that people mix up when they read a number aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
FRAMES = 6


class FriendlyProblem(Exception):
    """A request that cannot be answered: ``code`` is for the log, the rest for the person."""

    def __init__(self, code: str, title: str, advice: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.title, self.advice, self.status = code, title, advice, status


def new_reference() -> str:
    """A number that a person can read to the helpdesk."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))


def _page(title: str, advice: str, status: int, reference: str) -> Response:
    text = render_template(
        "error.html",
        page=problem_page(title),
        title=title,
        message="",
        advice=advice,
        reference=reference,
    )
    return make_response(text, status)


def _give_back_the_database() -> None:
    try:
        db.session.rollback()
    except SQLAlchemyError:
        LOG.warning("rollback_failed")


def show_problem(problem: FriendlyProblem) -> Response:
    """The page of a problem that was foreseen."""
    _give_back_the_database()
    reference = new_reference()
    LOG.warning(
        "problem",
        reference=reference,
        code=problem.code,
        route=told_route(problem.status),
        status=problem.status,
    )
    return _page(problem.title, problem.advice, problem.status, reference)


def _for_http(fault: HTTPException) -> FriendlyProblem:
    status = fault.code or 400
    words = {
        404: (_("Deze pagina is er niet"), _("Open de scan vanuit het leerplatform.")),
        405: (_("Zo kun je deze pagina niet openen"), _("Open de scan vanuit het leerplatform.")),
        413: (_("Dit bericht is te groot"), _("Ga terug en probeer het opnieuw.")),
    }
    usual = (_("Dit lukte niet"), _("Ga terug naar het leerplatform en probeer het opnieuw."))
    title, advice = words.get(status, usual)
    return FriendlyProblem(f"http_{status}", title, advice, status)


def show_http(fault: HTTPException) -> Response:
    """The page of a request that the framework refused."""
    if (fault.code or 500) < 400 and fault.response is not None:
        return make_response(fault.get_response())  # a redirect is no problem
    return show_problem(_for_http(fault))


def show_defect(fault: Exception) -> Response:
    """A defect of ours. The log gets where it happened, never the values involved."""
    _give_back_the_database()
    reference = new_reference()
    frames = traceback.extract_tb(fault.__traceback__)[-FRAMES:]
    LOG.error(
        "defect",
        reference=reference,
        route=told_route(500),
        exception=type(fault).__name__,
        where=" < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames)),
        status=500,
    )
    advice = _(
        "Dit ligt aan ons. Wat je eerder bewaarde, staat er nog. Wat je net deed, misschien niet. "
        "Probeer het straks nog eens."
    )
    return _page(_("Er ging iets mis"), advice, 500, reference)


def init_problems(app: Flask) -> None:
    """Attach the pages to the application."""
    app.register_error_handler(FriendlyProblem, show_problem)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(Exception, show_defect)
