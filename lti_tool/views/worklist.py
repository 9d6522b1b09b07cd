"""The list of enrolments to be made by hand: to process, to tick off, to take along."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services import worklist
from lti_tool.services.worklist_files import as_csv, read_ticks
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit

LARGEST_FILE = 2_000_000


@allow("coordinator")
def worklist_page() -> str:
    """What is open; ``done`` tells how many were ticked off just now."""
    return _page(done=request.args.get("done", "")[:6])


def _page(done: str = "", fault: str = "") -> str:
    entries = worklist.open_entries(db.session(), toolbox().vault, visit().organisation.id)
    page = page_info("worklist", _("In te schrijven"), role="coordinator")
    number = int(done) if done.isascii() and done.isdigit() else None
    return show("worklist.html", page, entries=entries, done=number, fault=fault)


@allow("coordinator")
def worklist_done() -> Response | str:
    """Ticks from the page, or from a file that comes back."""
    file = request.files.get("file")
    if request.form.get("go") != "file" or file is None:
        return _tick(request.form.getlist("done"))
    content = file.stream.read(LARGEST_FILE + 1)
    ticked = read_ticks(content) if len(content) <= LARGEST_FILE else None
    if ticked is None:
        return _page(fault=_("Dit is niet de lijst van deze pagina. Kies het bestand opnieuw."))
    if ticked.unclear:
        return _page(fault=_("Zet in de kolom klaar een x, of niets. Er is nu niets afgevinkt."))
    return _tick(ticked.handles)


def _tick(handles: Sequence[str]) -> Response:
    count = worklist.tick(db.session(), visit().organisation.id, handles, desk().now)
    return go("worklist_page", done=count)


@allow("coordinator")
def worklist_file() -> Response:
    """The open list as a file."""
    entries = worklist.open_entries(db.session(), toolbox().vault, visit().organisation.id)
    headers = {"Content-Disposition": 'attachment; filename="inschrijven.csv"'}
    return Response(as_csv(entries), headers=headers, mimetype="text/csv")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/worklist", "worklist_page", worklist_page)
    pages.add_url_rule("/worklist", "worklist_done", worklist_done, methods=["POST"])
    pages.add_url_rule("/worklist.csv", "worklist_file", worklist_file)
