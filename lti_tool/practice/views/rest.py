"""Moodle's REST API, as far as the adapter uses it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_rest import MoodleRest
from lti_tool.practice import telling
from lti_tool.practice.shelf import SiteShelf
from lti_tool.practice.site import SERVICE
from lti_tool.practice.store import SiteStore
from lti_tool.practice.views.frame import here

STUDENT = "5"
pages = Blueprint("rest", __name__)


@pages.post("/webservice/rest/server.php")
def rest() -> Response:
    """Answer one call, and tell of it."""
    at, fields = here(), request.form.to_dict()
    store, service = SiteStore(at.db, at.now), str(SERVICE)
    shelf = SiteShelf(at.db, at.now)
    moodle = MoodleRest(store, at.site.rest_token, STUDENT, account=service, shelf=shelf)
    try:
        answer = moodle.answer(fields)
    except MoodleError as fault:
        at.db.rollback()
        answer = fault.document()
    if fields.get("wstoken") == at.site.rest_token:
        telling.rest_called(at.db, fields, answer, at.now)
    return jsonify(answer)
