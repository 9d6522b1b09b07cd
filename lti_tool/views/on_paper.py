"""The address of a request on paper: it shows the way, and nothing else, to whoever opens it."""

from __future__ import annotations

from flask import Blueprint, render_template

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.pages import PageInfo
from lti_tool.problems import FriendlyProblem
from lti_tool.services.own_links import directions
from lti_tool.toolbox import toolbox

on_paper = Blueprint("on_paper", __name__)


@on_paper.get("/mine/<code>")
@allow("anyone")
def show_way(code: str) -> str:
    """Open the scan in the LMS: there it goes on, for the person whom it is about."""
    found = directions(db.session(), code, toolbox().clock())
    db.session.rollback()
    if found is None:
        raise FriendlyProblem(
            "link_over",
            _("Dit adres werkt niet meer"),
            _("Het is al gebruikt of te oud. Vraag zo nodig een nieuw adres."),
            status=404,
        )
    page = PageInfo("mine", _("Jouw gegevens"), organisation=found.organisation)
    return render_template("mine.html", page=page, kind=found.kind, scan_url=found.scan_url)
