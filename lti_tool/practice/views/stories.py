"""The narrator's panel: it stands in a frame of its own, so that it can refresh itself."""

from __future__ import annotations

import json

from flask import Blueprint, Response, make_response, request
from sqlalchemy import select

from lti_tool.practice.insight import insight
from lti_tool.practice.narrator import latest
from lti_tool.practice.tables import Happening, Town
from lti_tool.practice.views.frame import NotHere, here, show

SHOWN = 15
EVERY = "4"
pages = Blueprint("stories", __name__, url_prefix="/narrator")


@pages.get("")
def told() -> Response:
    """The latest stories; refreshes itself unless that is switched off."""
    at, paused = here(), request.args.get("paused") == "1"
    rows = latest(at.db, at.town.id, SHOWN)
    answer = make_response(show("stories.html", "Wat gebeurt er?", rows=rows, paused=paused))
    if not paused:
        answer.headers["Refresh"] = EVERY
    return answer


@pages.get("/<int:number>")
def one(number: int) -> str:
    """One story with its whole message."""
    row = here().db.get(Happening, number)
    if row is None:
        raise NotHere("Dit bericht is er niet meer", "Ga terug naar het overzicht.")
    text = json.dumps(row.message, ensure_ascii=False, indent=2)
    return show("story.html", row.title, row=row, text=text)


@pages.get("/policies")
def policies() -> str:
    """The three ways of enrolling, and what a teacher could infer from each."""
    at = here()
    towns = list(at.db.scalars(select(Town).order_by(Town.id)))
    found = insight(at.db, at.town)
    return show("policies.html", "Wat ziet een docent?", towns=towns, found=found)
