"""The first start: what is set up and what is missing, and the steps that have no other page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.problems import FriendlyProblem
from lti_tool.services import first_start as service
from lti_tool.services.first_themes import Shipped, shipped_themes, take_theme
from lti_tool.views.admin_platforms import hand
from lti_tool.views.admin_setup_words import missing, standing_here, steps
from lti_tool.views.frame import go, page_info, show, visit
from lti_tool.views.privacy_settings import choices

Errors = Sequence[tuple[str, str]]


@allow("admin")
def setup() -> str:
    """Every step, with what is missing."""
    standing = standing_here()
    return show(
        "admin_setup.html",
        page_info("setup", _("Inrichten"), role="admin"),
        steps=steps(standing),
        missing=missing(standing),
        heard=standing.heard,
    )


@allow("admin")
def setup_mark() -> Response:
    """A step was looked at and is right."""
    try:
        service.mark(db.session(), hand(), request.form.get("step", ""))
    except KeyError as fault:
        raise FriendlyProblem(
            "no_step",
            _("Deze stap is er niet"),
            _("Ga terug naar inrichten en kies een stap."),
            status=404,
        ) from fault
    return go("setup")


@allow("admin")
def setup_organisation() -> str:
    """Name and contact."""
    organisation = visit().organisation
    given = {name: getattr(organisation, name) for name in service.ORGANISATION_FIELDS}
    return _organisation(given, [])


def _organisation(given: Mapping[str, str], errors: Errors) -> str:
    page = page_info("setup-organisation", _("Jullie organisatie"), role="admin", errors=errors)
    return show("admin_setup_organisation.html", page, given=given)


@allow("admin")
def setup_organisation_send() -> str | Response:
    """Store name and contact."""
    fields = service.ORGANISATION_FIELDS
    given = {name: request.form.get(name, "").strip() for name in fields}
    wrong = service.save_organisation(db.session(), hand(), visit().organisation, given)
    if wrong:
        return _organisation(given, [(row.field, _field_words(row)) for row in wrong])
    return go("setup")


def _field_words(wrong: service.Wrong) -> str:
    empty = {
        "name": _("Vul de naam van jullie organisatie in."),
        "contact_email": _("Vul het mailadres in waar collega's vragen kunnen stellen."),
    }
    table = {
        "long": _("Deze tekst is te lang."),
        "lines": _("Schrijf dit op één regel."),
        "address": _("Dit is geen mailadres. Vul er een in zoals leren@gemeente.nl."),
    }
    return empty[wrong.field] if wrong.code == "empty" else table[wrong.code]


@allow("admin")
def setup_privacy() -> str:
    """What the choices that stand mean, to agree with or to change."""
    organisation = visit().organisation
    standing = standing_here()
    chosen = next(row for row in choices() if row.policy == organisation.enrolment_policy)
    page = page_info("setup-privacy", _("Wat jullie keuzes betekenen"), role="admin")
    done = standing.done("privacy")
    return show(
        "admin_setup_privacy.html", page, choice=chosen, organisation=organisation, done=done
    )


@allow("admin")
def setup_theme() -> str:
    """Choose the first theme of those that come with Themascan."""
    return _theme([])


def _theme(errors: Errors) -> str:
    page = page_info("setup-theme", _("Kies een thema"), role="admin", errors=errors)
    return show("admin_setup_theme.html", page, themes=_themes())


def _themes() -> Sequence[Shipped]:
    return shipped_themes(db.session(), visit().organisation.id)


@allow("admin")
def setup_theme_send() -> str | Response:
    """Take that theme into the organisation."""
    theme = request.form.get("theme", "")
    if not take_theme(db.session(), hand(), theme):
        return _theme([("theme", _("Kies een thema."))])
    return go("setup")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    post, here = ["POST"], "/setup"
    pages.add_url_rule(here, "setup", setup)
    pages.add_url_rule(f"{here}/done", "setup_mark", setup_mark, methods=post)
    pages.add_url_rule(f"{here}/organisation", "setup_organisation", setup_organisation)
    pages.add_url_rule(
        f"{here}/organisation", "setup_organisation_send", setup_organisation_send, methods=post
    )
    pages.add_url_rule(f"{here}/privacy", "setup_privacy", setup_privacy)
    pages.add_url_rule(f"{here}/theme", "setup_theme", setup_theme)
    pages.add_url_rule(f"{here}/theme", "setup_theme_send", setup_theme_send, methods=post)
