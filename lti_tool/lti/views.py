"""The addresses that an LMS knows: login, launch, keys."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Flask, current_app, jsonify, request
from werkzeug.wrappers import Response

from adapters.http import HttpDoor
from lti_tool.access import allow
from lti_tool.headers import may_be_framed_by
from lti_tool.i18n import speak
from lti_tool.lti.binding import (
    bind,
    is_own_form,
    is_secret,
    keeps_cookies,
    secret_of,
    unbind,
)
from lti_tool.lti.key_sets import fetch_document
from lti_tool.lti.keys import public_keys
from lti_tool.lti.launch import Gate, Posted, arrive, validate
from lti_tool.lti.login import begin, read_login
from lti_tool.lti.passing import ask, keep_waiting, let_in, send_on
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.lti.refusal import Refusal, as_problem, of_the_lms
from lti_tool.lti.registration_views import DOOR, registration
from lti_tool.lti.registrations import addresses_of
from lti_tool.lti.waiting import take
from lti_tool.models import db
from lti_tool.problems import show_problem
from lti_tool.toolbox import EXTENSION, Toolbox, toolbox

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
    response = send_on(begun)
    bind(response, begun.state, begun.binding, site)
    return response


def _gate() -> Gate:
    tools = toolbox()
    ring: KeyRing = current_app.extensions[RING]
    return Gate(db.session(), tools.vault, ring, tools.settings.public_url, tools.clock())


@lti.post("/launch")
@allow("anyone")
def launch() -> Response:
    """Step two: the LMS has vouched for somebody."""
    gate, form, state = _gate(), request.form, request.form.get("state", "")
    if "error" in form:
        raise of_the_lms(form["error"])
    posted = Posted(
        id_token=form.get("id_token", ""),
        state=state,
        binding=secret_of(request.cookies, state, gate.site),
        keeps_cookies=keeps_cookies(request.cookies),
        sender=request.headers.get("Origin", ""),
    )
    seen = validate(gate, posted)
    arrival = arrive(gate, seen.platform, seen.launch)
    speak(arrival.locale)
    if not seen.bound:
        return keep_waiting(gate, seen, arrival, state)
    response = let_in(gate, arrival)
    unbind(response, state, gate.site)
    return response


@lti.post("/continue")
@allow("anyone")
def go_on() -> Response:
    """Step three, where the cookie of the login was lost: its secret, or a person's yes."""
    gate, form = _gate(), request.form
    sender, fetch_site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if not is_own_form(fetch_site, sender, gate.site):
        raise Refusal("other_browser")
    held = take(gate.session, gate.vault, form.get("code", ""), gate.now)
    speak(held.arrival.locale)
    if held.shown and form.get("answer") == "yes":
        return let_in(gate, held.arrival)
    if held.shown:
        raise Refusal("not_me")
    if "proof" in form and is_secret(form["proof"], held.proof_hash):
        return let_in(gate, held.arrival)
    if "proof" in form or not held.may_ask:
        raise Refusal("other_browser")
    return ask(gate, held)


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
