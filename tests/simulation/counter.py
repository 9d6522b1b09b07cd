"""The practice LMS with a quicker way in for its REST API: nobody tells stories of each call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, jsonify, request

from adapters.fakes.moodle_rest import MoodleError, MoodleRest
from adapters.moodle_advice import COMPLETION
from adapters.moodle_wire import SERVER
from lti_tool.practice.app import create_practice
from lti_tool.practice.shelf import SiteShelf
from lti_tool.practice.site import SERVICE, Site
from lti_tool.practice.store import SiteStore
from lti_tool.practice.views.rest import STUDENT

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def lms_of(site: Site, tells: bool) -> Wsgi:
    """Pages and services as they are; REST past the pages' frame. ``tells`` as in `world`."""
    pages, counter = create_practice(site), _counter(site, tells)

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return (counter if environ["PATH_INFO"] == SERVER else pages)(environ, start)

    return answer


def _counter(site: Site, tells: bool) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_FORM_MEMORY_SIZE=None, MAX_FORM_PARTS=None)
    lacking = () if tells else (COMPLETION,)

    @app.post(SERVER)
    def rest() -> Response:
        now, fields = site.clock(), request.form.to_dict()
        with site.session() as session:
            store, shelf = SiteStore(session, now), SiteShelf(session, now)
            moodle = MoodleRest(
                *(store, site.rest_token, STUDENT, lacking), account=str(SERVICE), shelf=shelf
            )
            try:
                return jsonify(moodle.answer(fields))
            except MoodleError as fault:
                session.rollback()
                return jsonify(fault.document())

    return app
