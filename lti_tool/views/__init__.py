"""One blueprint per kind of user, and the addresses that machines ask."""

from flask import Flask

from lti_tool.views import employee, ops, overviews, scan
from lti_tool.views.frame import visit_pages

MODULES = (employee, scan, overviews)


def init_views(app: Flask) -> None:
    """Register all pages."""
    for module in MODULES:
        module.register(visit_pages)
    app.register_blueprint(visit_pages)
    app.register_blueprint(ops.ops)
