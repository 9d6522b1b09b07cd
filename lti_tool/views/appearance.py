"""The look of the organisation: choose, look, keep; and the stylesheet that carries its colour."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, request
from flask_babel import format_decimal
from werkzeug.wrappers import Response as Answer

from lti_tool.access import allow
from lti_tool.colours import AA, at_night, fits, lowest_contrast, nearest, read, stylesheet
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.appearance import set_colour
from lti_tool.views.admin_platforms import hand
from lti_tool.views.frame import go, page_info, show, visit

FRESH_FOR = 24 * 3600

themes = Blueprint("theme", __name__)


@dataclass(frozen=True, slots=True)
class Tried:
    """``typed`` as it was; ``shown`` is the colour of the page; ``proposal`` when it is refused."""

    typed: str
    shown: str
    fault: str = ""
    proposal: str = ""

    @property
    def night(self) -> str:
        """The colour on a dark screen; empty with the tool's own."""
        return at_night(self.shown) if self.shown else ""


@themes.get("/theme/<colour>.css")
@allow("anyone")
def colours(colour: str) -> Response:
    """Made from the address alone: it tells of nobody, and any visitor may keep it."""
    if len(colour) != 6 or read(colour) != colour or not fits(colour):
        raise FriendlyProblem(
            "no_theme",
            _("Deze pagina is er niet"),
            _("Dit is geen kleur die leesbaar is."),
            status=404,
        )
    response = make_response(stylesheet(colour))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    response.add_etag()
    response.make_conditional(request)
    return response


@dataclass(frozen=True, slots=True)
class Put:
    """The form of the logo: its words as typed, and what is wrong with the file or the words."""

    alt: str
    file_fault: str = ""
    alt_fault: str = ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The fields that are wrong, and what is."""
        found = (("logo", self.file_fault), ("alt", self.alt_fault))
        return [(field, fault) for field, fault in found if fault]


def _tried(typed: str) -> Tried:
    now, colour = visit().organisation.brand_colour, read(typed)
    if not colour:
        return Tried(
            typed, now, _("Vul een kleur in als # met zes cijfers of letters a tot en met f.")
        )
    if fits(colour):
        return Tried(typed, colour)
    proposal = nearest(colour)
    fault = _(
        "Deze kleur is te licht om goed te lezen: het contrast is %(ratio)s op 1, en %(least)s is "
        "nodig. Het dichtst erbij komt #%(proposal)s.",
        ratio=format_decimal(int(lowest_contrast(colour) * 10) / 10),
        least=format_decimal(AA),
        proposal=proposal,
    )
    return Tried(typed, now, fault, proposal)


def _page(tried: Tried, put: Put | None = None) -> str:
    put = put or _put_now()
    errors = [*([("colour", tried.fault)] if tried.fault else []), *put.errors]
    page = page_info("appearance", _("Kleur en logo"), role="admin", errors=errors)
    page = replace(page, theme=tried.shown)
    kept = visit().organisation.brand_colour
    return show("appearance.html", page, tried=tried, kept=kept, put=put)


def _put_now() -> Put:
    owner = visit().organisation
    return Put(owner.logo_alt or _("Logo van %(organisation)s", organisation=owner.name))


def kept_page(put: Put | None = None) -> str:
    """The page with the colour as it is, and a logo that was just sent."""
    kept = visit().organisation.brand_colour
    return _page(Tried(f"#{kept}" if kept else "", kept), put)


@allow("admin")
def appearance() -> str:
    """The colour and the logo as they are."""
    return kept_page()


@allow("admin")
def change_appearance() -> str | Answer:
    """Look at a colour, keep it, or go back to that of the tool."""
    wish = request.form.get("go", "")
    if wish == "reset":
        set_colour(db.session(), hand(), visit().organisation, "")
        return go("appearance")
    tried = _tried(request.form.get("colour", "").strip()[:20])
    if tried.fault or wish == "look":
        return _page(tried)
    set_colour(db.session(), hand(), visit().organisation, tried.shown)
    return go("appearance")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/appearance", "appearance", appearance)
    pages.add_url_rule("/appearance", "change_appearance", change_appearance, methods=["POST"])
