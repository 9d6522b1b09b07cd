"""The switch between languages at the foot of each page."""

from __future__ import annotations

import re

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import spoken
from lti_tool.models import db
from lti_tool.views.frame import visit

# A page of the visit: nothing that a browser could read as the way to another place.
PLACE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")


@allow("employee", "manager", "coordinator", "admin", "picker")
def choose_language() -> Response:
    """Read on in another language, on the same page; mails come in it from now on too."""
    chosen = spoken(request.form.get("language", ""))
    visit().visit.locale = visit().person.language = chosen
    db.session.commit()
    back = request.form.get("back", "")
    place = back if PLACE.fullmatch(back) else ""
    return redirect(f"/v/{g.path_id}/{place}", 303)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/language", "language", choose_language, methods=["POST"])
