"""The year plan as a calendar, for programs that fetch it by its secret address."""

from __future__ import annotations

from flask import Blueprint, Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.year_feed import feed

agenda = Blueprint("agenda", __name__)


@agenda.get("/agenda/<token>.ics")
@allow("anyone")
def calendar(token: str) -> Response:
    """Days and themes; nothing of any person."""
    text = feed(db.session(), token)
    db.session.rollback()
    if text is None:
        raise FriendlyProblem(
            "no_feed",
            _("Deze agenda is er niet"),
            _("Het adres is ingetrokken of niet goed overgenomen. Maak een nieuw in het jaarplan."),
            status=404,
        )
    response = Response(text, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
