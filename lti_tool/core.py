"""The application without its pages: what commands and jobs work in.

Neither shows a page, and pages cost half a second of start and a fifth of the memory.
"""

from __future__ import annotations

from flask import Flask, Request, Response, g, has_request_context, request
from flask.sessions import SessionInterface, SessionMixin
from flask_babel import Babel

from adapters.http import HttpDoor
from adapters.mail import mailer_of
from config.logs import configure_logs
from config.settings import Settings
from lti_tool.database import engine_options, prepare_engine
from lti_tool.i18n import SOURCE, spoken, wished
from lti_tool.models import db
from lti_tool.toolbox import EXTENSION, Clock, Toolbox, real_clock
from lti_tool.vault import Vault

LARGEST_REQUEST = 256 * 1024


def _locale() -> str:
    visit = g.get("visit")
    if visit is not None:
        return spoken(visit.visit.locale)
    if "spoken" in g:
        return str(g.spoken)
    return wished(request.accept_languages) if has_request_context() else SOURCE


class NoSessions(SessionInterface):
    """A visit carries the session; the framework's own cookie is neither read nor written."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        return None


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
    )
    # The framework's own redirects are made of the Host header, which anybody can set.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def create_core(settings: Settings, clock: Clock = real_clock) -> Flask:
    """Database, keys, words and the way out to others; :func:`create_app` adds the pages."""
    configure_logs(settings.log_level)
    app = Flask("lti_tool", static_url_path="/static")
    app.session_interface = NoSessions()
    _configure(app, settings)
    app.extensions[EXTENSION] = Toolbox(
        settings=settings,
        vault=Vault(settings.data_keys, settings.secret_key),
        clock=clock,
        door=HttpDoor(allow_private=settings.allow_private_hosts),
        mailer=mailer_of(settings),
    )
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    Babel(app, locale_selector=_locale)
    return app
