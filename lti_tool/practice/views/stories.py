"""The narrator's panel: it stands in a frame of its own, so that it can refresh itself."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Blueprint, Response, make_response, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.practice import telling
from lti_tool.practice.insight import insight
from lti_tool.practice.narrator import latest
from lti_tool.practice.store import whole
from lti_tool.practice.tables import Happening, Town
from lti_tool.practice.views.frame import NotHere, here, show, to
from lti_tool.practice.wording import end_of_next_work
from questionnaires.calendar import local_date

SHOWN = 15
EVERY = "4"
pages = Blueprint("stories", __name__, url_prefix="/narrator")


@pages.get("")
def told() -> Response:
    """The latest stories; refreshes itself unless that is switched off."""
    at, paused = here(), request.args.get("paused") == "1"
    minor = whole(request.args.get("all")) == 1
    answer = make_response(
        show(
            "stories.html",
            "Wat gebeurt er?",
            rows=latest(at.db, at.town.id, SHOWN, minor),
            paused=paused,
            all=int(minor),
            ahead=_ahead(),
        )
    )
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


def _ahead() -> datetime | None:
    """When the next whole block of working hours is over; None when the round is too."""
    at = here()
    end = end_of_next_work(at.now)
    open_then = at.town.closes is not None and local_date(end) <= at.town.closes
    return end if at.site.hands is not None and open_then else None


@pages.post("/forward")
def forward() -> AnyResponse:
    """Let the tool do all that is due until that moment."""
    at, moment = here(), _ahead()
    if moment is not None and at.site.hands is not None:
        at.site.hands.forward(moment)
        telling.clock_forward(at.db, moment, at.now)
    return to("stories.told")


@pages.get("/policies")
def policies() -> str:
    """The three ways of enrolling, and what a teacher could infer from each."""
    at = here()
    towns = list(at.db.scalars(select(Town).order_by(Town.id)))
    found = insight(at.db, at.town)
    return show("policies.html", "Wat ziet een docent?", towns=towns, found=found)
