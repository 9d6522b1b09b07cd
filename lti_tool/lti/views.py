"""The addresses that an LMS knows: login, launch, keys."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Flask, current_app, jsonify, redirect, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.cookies import set_cookie
from lti_tool.lti.keys import public_keys
from lti_tool.lti.launch import Gate, Posted, enter, validate
from lti_tool.lti.login import BINDING, begin, read_login
from lti_tool.lti.platform_keys import KeyRing, fetch_document
from lti_tool.lti.refusal import Refusal, as_problem
from lti_tool.models import db
from lti_tool.problems import show_problem
from lti_tool.toolbox import EXTENSION, Toolbox, toolbox
from lti_tool.visits import COOKIE

RING = "themascan_platform_keys"
BINDING_LASTS = 24 * 3600
lti = Blueprint("lti", __name__, url_prefix="/lti")


@lti.errorhandler(Refusal)
def refuse(refusal: Refusal) -> Response:
    """Every refusal is a friendly page with a reference number."""
    return show_problem(as_problem(refusal))


@lti.route("/login", methods=["GET", "POST"])
@allow("anyone")
def login() -> Response:
    """Step one: the LMS announces somebody."""
    tools = toolbox()
    site = tools.settings.public_url
    wanted = read_login(request.form if request.method == "POST" else request.args, site)
    begun = begin(db.session(), wanted, site, request.cookies.get(BINDING), tools.clock())
    response = redirect(begun.location, 302)
    set_cookie(response, BINDING, begun.binding, "/lti/", max_age=BINDING_LASTS)
    return response


@lti.post("/launch")
@allow("anyone")
def launch() -> Response:
    """Step two: the LMS has vouched for somebody."""
    tools = toolbox()
    if request.form.get("error") is not None:
        raise Refusal("platform_error")
    posted = Posted(
        id_token=request.form.get("id_token", ""),
        state=request.form.get("state", ""),
        binding=request.cookies.get(BINDING),
    )
    gate = Gate(
        session=db.session(),
        vault=tools.vault,
        keys=current_app.extensions[RING],
        site=tools.settings.public_url,
        now=tools.clock(),
    )
    platform, message = validate(gate, posted)
    ticket = enter(gate, platform, message)
    response = redirect(ticket.path, 303)
    set_cookie(response, COOKIE, ticket.cookie, ticket.path)
    return response


@lti.get("/jwks.json")
@allow("anyone")
def jwks() -> Response:
    """The tool's public keys."""
    tools = toolbox()
    response = jsonify(public_keys(db.session(), tools.vault, tools.clock()))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def init_lti(app: Flask) -> None:
    """Register the addresses, with one ring of platform keys for the application."""
    tools: Toolbox = app.extensions[EXTENSION]
    app.extensions[RING] = KeyRing(partial(fetch_document, tools.door))
    app.register_blueprint(lti)
