"""The way in: who do you want to be, and in which copy of the town."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, request, session
from sqlalchemy import select
from werkzeug.wrappers import Response

from lti_tool.practice.store import whole
from lti_tool.practice.tables import Account, Town
from lti_tool.practice.views.frame import NotHere, here, show, to

pages = Blueprint("entry", __name__)


@pages.get("/")
def start() -> str:
    """Choose somebody to be."""
    rows = here().db.scalars(select(Account).where(Account.about != "").order_by(Account.place))
    groups = [(name, list(people)) for name, people in groupby(rows, lambda row: row.group)]
    return show("start.html", "Kies wie je wilt zijn", groups=groups)


@pages.post("/who")
def who() -> Response:
    """Be somebody from now on."""
    account = here().db.get(Account, whole(request.form.get("account")))
    if account is None or not account.about:
        raise NotHere("Deze persoon is er niet", "Kies iemand van de lijst.")
    session["who"] = account.id
    return to("courses.mine")


@pages.post("/leave")
def leave() -> Response:
    """Be nobody again."""
    session.pop("who", None)
    return to("entry.start")


@pages.post("/town")
def town() -> Response:
    """Go to another copy of the town."""
    found = here().db.get(Town, whole(request.form.get("town")))
    if found is None:
        raise NotHere("Deze gemeente is er niet", "Kies een van de drie.")
    session["town"] = found.id
    return to("courses.mine" if here().account else "entry.start")
