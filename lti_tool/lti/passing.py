"""The three answers to a login or a launch: straight on, by the LMS's storage, by a click."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.addresses import origin
from lti_tool.cookies import set_cookie
from lti_tool.headers import may_be_framed_by, may_run_our_script
from lti_tool.i18n import _
from lti_tool.lti.binding import login_name
from lti_tool.lti.launch import Gate, Validated, enter
from lti_tool.lti.login import Begun
from lti_tool.lti.waiting import Held, hold
from lti_tool.models import Organisation
from lti_tool.pages import PageInfo
from lti_tool.visits import COOKIE, Arrival

GOES_ON_AFTER = 3


def let_in(gate: Gate, arrival: Arrival) -> AnyResponse:
    """Start the visit, and go to its first page."""
    ticket = enter(gate, arrival)
    response = redirect(ticket.path + arrival.page, 303)
    set_cookie(response, COOKIE, ticket.cookie, ticket.path)
    return response


def send_on(begun: Begun) -> AnyResponse:
    """To the LMS's login; by way of a page that leaves the secret with it, where it offers to."""
    if not begun.storage_target:
        return redirect(begun.location, 302)
    may_be_framed_by(begun.auth_login_url, begun.issuer)
    may_run_our_script()
    storage = _storage(begun.state, begun.storage_target, begun.auth_login_url)
    page = PageInfo(name="login", title=_("Even geduld"))
    values = {"storage": storage, "secret": begun.binding, "location": begun.location}
    response = make_response(render_template("lti_login.html", page=page, **values))
    # Without JavaScript the page goes on by itself; with it, sooner.
    response.headers["Refresh"] = f"{GOES_ON_AFTER}; url={begun.location}"
    return response


def keep_waiting(gate: Gate, seen: Validated, arrival: Arrival, state: str) -> Response:
    """A page in the LMS's frame: it asks the LMS for the secret, and offers the click."""
    record, platform = seen.record, seen.platform
    organisation = gate.session.get_one(Organisation, platform.organisation_id)
    held = Held(
        arrival=arrival,
        organisation=organisation.name,
        name=seen.launch.given_name,
        may_ask=seen.may_ask,
        proof_hash=record.binding_hash if record.storage_target else "",
    )
    code = hold(gate.session, gate.vault, held, gate.now)
    may_be_framed_by(platform.issuer, platform.auth_login_url, seen.launch.return_url)
    storage = None
    if record.storage_target:
        may_run_our_script()
        storage = _storage(state, record.storage_target, platform.auth_login_url)
    page = PageInfo(name="waiting", title=_("Nog één klik"), organisation=organisation.name)
    return _own_form(
        render_template(
            "lti_waiting.html", page=page, code=code, may_ask=seen.may_ask, storage=storage
        )
    )


def ask(gate: Gate, held: Held) -> Response:
    """In the new tab: is this you?"""
    again = Held(held.arrival, held.organisation, "", may_ask=True, proof_hash="", shown=True)
    code = hold(gate.session, gate.vault, again, gate.now)
    page = PageInfo(name="confirm", title=_("Klopt dit?"), organisation=held.organisation)
    return _own_form(render_template("lti_confirm.html", page=page, code=code, held=held))


def _storage(state: str, target: str, auth_login_url: str) -> dict[str, str]:
    return {"target": target, "origin": origin(auth_login_url), "key": login_name(state)}


def _own_form(text: str) -> Response:
    response = make_response(text)
    # These addresses are no secret, and the form must be able to say that it is ours.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
