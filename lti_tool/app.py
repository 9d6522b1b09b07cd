"""The composition root: settings in, a complete Flask application out."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config.settings import Settings
from lti_tool.access import check_access_named
from lti_tool.access_log import init_access_log
from lti_tool.core import create_core
from lti_tool.headers import init_headers
from lti_tool.lti.views import init_lti
from lti_tool.problems import init_problems
from lti_tool.toolbox import Clock, real_clock
from lti_tool.uploading import InMemory
from lti_tool.views import init_views


def create_app(settings: Settings, clock: Clock = real_clock) -> Flask:
    """Build the application; raises ``RouteWithoutAccess`` for a route nobody thought of."""
    app = create_core(settings, clock)
    app.request_class = InMemory
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    init_access_log(app)
    init_headers(app)
    init_problems(app)
    init_lti(app)
    init_views(app)
    check_access_named(app)
    return app
