"""The one-time address at which an LMS registers itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from adapters.http import HttpDoor
from config.logs import log
from lti_tool.access import allow
from lti_tool.addresses import DEFAULT_PORTS
from lti_tool.headers import may_be_framed_by, may_run_our_script
from lti_tool.i18n import _
from lti_tool.lti.openid_configuration import NotRegistered
from lti_tool.lti.registering import (
    Introduction,
    Outcome,
    check_code,
    check_introduction,
    keep,
    known_code,
    register,
)
from lti_tool.lti.registration_words import advice_for
from lti_tool.models import db
from lti_tool.pages import PageInfo
from lti_tool.problems import FriendlyProblem, show_problem
from lti_tool.toolbox import toolbox

LOG = log("lti_tool.registration")
DOOR = "themascan_lti_door"
registration = Blueprint("lti_registration", __name__, url_prefix="/lti/register")


@registration.errorhandler(NotRegistered)
def failed(fault: NotRegistered) -> Response:
    """Every failure is a page that says what to do; the code is still good."""
    title, advice = advice_for(fault)
    return show_problem(FriendlyProblem(f"registration:{fault.code}", title, advice))


@registration.get("/<code>")
@allow("anyone")
def introduce(code: str) -> str:
    """An LMS introduces itself; this page is shown inside it."""
    tools, session, now = toolbox(), db.session(), toolbox().clock()
    given = Introduction(
        request.args.get("openid_configuration", ""), request.args.get("registration_token", "")
    )
    known = known_code(session, code)
    if known is not None:
        # Who knows a code was invited; without one, no site gets to frame this page.
        may_be_framed_by(given.configuration_url)
    valid = check_code(known, now)
    check_introduction(given)
    door: HttpDoor = current_app.extensions[DOOR]
    platform, got = register(session, door, tools.settings.public_url, valid, given)
    return _done(keep(session, valid, platform, got, now))


def _done(outcome: Outcome) -> str:
    LOG.info("registered", platform=outcome.platform_id)
    site = urlsplit(toolbox().settings.public_url)
    may_run_our_script()
    page = PageInfo(
        name="registered",
        title=_("Themascan is aangesloten"),
        organisation=outcome.organisation,
    )
    return render_template(
        "lti_registered.html",
        page=page,
        outcome=outcome,
        host=site.hostname,
        port=site.port or DEFAULT_PORTS[site.scheme],
    )
