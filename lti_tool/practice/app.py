"""The Flask application of the practice LMS."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, send_from_directory

from lti_tool.practice.site import Site
from lti_tool.practice.views import (
    browser,
    courses,
    entry,
    frame,
    overviews,
    rest,
    services,
    stories,
    tools,
)
from lti_tool.practice.wording import FILTERS

STYLES = Path(__file__).parent.parent / "static"
LARGEST_REQUEST = 4 * 1024 * 1024


def create_practice(site: Site) -> Flask:
    """Build the application around an opened site."""
    app = Flask("lti_tool.practice", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=site.secret_key,
        SESSION_COOKIE_NAME="oefenomgeving",
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=10_000,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    frame.init_frame(app, site)
    for views in (entry, courses, overviews, browser, tools, services, rest, stories):
        app.register_blueprint(views.pages)
    app.add_url_rule("/themascan.css", "tool_styles", tool_styles)
    app.add_url_rule("/healthz", "healthz", lambda: {"status": "ok"})
    return app


def tool_styles() -> Response:
    """The tool's style sheet, so that both look related; ours comes on top."""
    answer = send_from_directory(STYLES, "themascan.css")
    answer.headers["Cache-Control"] = "max-age=300"
    return answer
