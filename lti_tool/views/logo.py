"""The logo of the organisation: put up, reworded, taken away; and the address that shows it."""

from __future__ import annotations

import re

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as Answer

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.pictures import KINDS
from lti_tool.problems import FriendlyProblem
from lti_tool.services import logos as service
from lti_tool.views.admin_platforms import hand
from lti_tool.views.appearance import Put, kept_page
from lti_tool.views.frame import go, visit

NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg|webp)", re.ASCII)
# Its name changes with what it holds, so that a browser never needs to ask again.
CACHED = "public, max-age=31536000, immutable"
SEALED_OFF = "default-src 'none'; sandbox"
# Enough to say of a photograph that it is too large, instead of refusing to read it.
ROOM = 6 * 1024 * 1024

pictures = Blueprint("logo", __name__)


@pictures.get("/logo/<name>")
@allow("anyone")
def picture(name: str) -> Response:
    """The picture itself; it tells of nobody, sets no cookie and runs nothing."""
    found = NAME.fullmatch(name)
    content = service.content_of(db.session(), name) if found else None
    db.session.rollback()
    if found is None or content is None:
        raise FriendlyProblem(
            "no_logo",
            _("Deze pagina is er niet"),
            _("Dit logo is weggehaald of vervangen."),
            status=404,
        )
    response = make_response(content)
    response.mimetype = KINDS[found[1]]
    response.headers["Cache-Control"] = CACHED
    response.headers["Content-Security-Policy"] = SEALED_OFF
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(name)
    response.make_conditional(request)
    return response


def _fault(code: str) -> str:
    return {
        "svg": _(
            "Een SVG kan programma's bevatten, daarom kan dat hier niet. Bewaar het logo als PNG."
        ),
        "kind": _("Dit is geen PNG, JPEG of WebP. Bewaar het logo als PNG en kies het opnieuw."),
        "broken": _("Dit bestand is niet heel. Bewaar het logo opnieuw als PNG."),
        "heavy": _("Het bestand is te groot: hooguit 200 kB. Maak het logo kleiner."),
        "small": _("Het logo is te klein: minstens 24 pixels hoog en breed."),
        "large": _("Het logo is te groot: hooguit 4000 pixels hoog en breed."),
        "none": _("Kies een bestand."),
    }[code]


def _put(content: bytes, alt: str, has_one: bool) -> Put:
    """What was sent, with what is wrong in it; a file cannot be kept in a form, words can."""
    file_fault = ""
    if content:
        try:
            service.checked(content)
        except service.NoLogo as fault:
            file_fault = _fault(fault.code)
    elif not has_one:
        file_fault = _fault("none")
    if not alt:
        return Put(alt, file_fault, _("Schrijf wat er op het logo staat, voor wie het niet ziet."))
    return Put(alt, file_fault)


@allow("admin")
def change_logo() -> str | Answer:
    """Put up a logo, change its words, or take it away."""
    session, organisation = db.session(), visit().organisation
    if request.form.get("go") == "remove":
        service.take_away(session, hand(), organisation)
        return go("appearance")
    file = request.files.get("logo")
    content = file.stream.read() if file else b""
    alt = " ".join(request.form.get("alt", "").split())[: service.LONGEST_ALT]
    put = _put(content, alt, bool(organisation.logo))
    if put.errors:
        return kept_page(put)
    if content:
        service.put_up(session, hand(), organisation, content, alt)
    else:
        service.reword(session, hand(), organisation, alt)
    return go("appearance")


def _make_room(endpoint: str | None, _values: object) -> None:
    # Before anything of the request is read, and read only for who may see the page.
    if endpoint == "visit.change_logo":
        request.max_content_length = ROOM


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.url_value_preprocessor(_make_room)
    pages.add_url_rule("/appearance/logo", "change_logo", change_logo, methods=["POST"])
