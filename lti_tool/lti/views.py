"""The addresses that an LMS knows: login, launch, keys."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Flask, current_app, jsonify, redirect, request
from werkzeug.wrappers import Response

from adapters.http import HttpDoor
from lti_tool.access import allow
from lti_tool.cookies import set_cookie
from lti_tool.headers import may_be_framed_by
from lti_tool.lti.binding import bind, cookie_name, unbind
from lti_tool.lti.key_sets import fetch_document
from lti_tool.lti.keys import public_keys
from lti_tool.lti.launch import Gate, Posted, arrive, enter, validate
from lti_tool.lti.login import begin, read_login
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.lti.refusal import Refusal, as_problem, of_the_lms
from lti_tool.lti.registration_views import DOOR, registration
from lti_tool.lti.registrations import addresses_of
from lti_tool.models import db
from lti_tool.problems import show_problem
from lti_tool.toolbox import EXTENSION, Toolbox, toolbox
from lti_tool.visits import COOKIE

RING = "themascan_platform_keys"
ANSWER_WITHIN = (3.05, 5.0)
LARGEST_ANSWER = 512 * 1024
lti = Blueprint("lti", __name__, url_prefix="/lti")


@lti.errorhandler(Refusal)
def refuse(refusal: Refusal) -> Response:
    """Every refusal is a friendly page with a reference number, shown inside the LMS too."""
    issuer, state = request.values.get("iss", ""), request.form.get("state", "")
    may_be_framed_by(*addresses_of(db.session(), issuer.replace("\x00", ""), state))
    return show_problem(as_problem(refusal))


@lti.route("/login", methods=["GET", "POST"])
@allow("anyone")
def login() -> Response:
    """Step one: the LMS announces somebody."""
    tools = toolbox()
    site = tools.settings.public_url
    wanted = read_login(request.form if request.method == "POST" else request.args, site)
    begun = begin(db.session(), wanted, site, tools.clock())
    response = redirect(begun.location, 302)
    bind(response, begun.state, begun.binding, site)
    return response


@lti.post("/launch")
@allow("anyone")
def launch() -> Response:
    """Step two: the LMS has vouched for somebody."""
    tools = toolbox()
    error = request.form.get("error")
    if error is not None:
        raise of_the_lms(error)
    site, state = tools.settings.public_url, request.form.get("state", "")
    posted = Posted(
        id_token=request.form.get("id_token", ""),
        state=state,
        binding=request.cookies.get(cookie_name(state, site)),
    )
    gate = Gate(
        session=db.session(),
        vault=tools.vault,
        keys=current_app.extensions[RING],
        site=site,
        now=tools.clock(),
    )
    platform, message = validate(gate, posted)
    arrival = arrive(gate, platform, message)
    ticket = enter(gate, arrival)
    response = redirect(ticket.path + arrival.page, 303)
    set_cookie(response, COOKIE, ticket.cookie, ticket.path)
    unbind(response, state, site)
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
    # A person waits while an LMS is asked, so this door is quicker to give up than others.
    private = tools.settings.allow_private_hosts
    door = HttpDoor(private, timeout=ANSWER_WITHIN, max_bytes=LARGEST_ANSWER)
    app.extensions[DOOR] = door
    app.extensions[RING] = KeyRing(partial(fetch_document, door))
    app.register_blueprint(lti)
    app.register_blueprint(registration)
