"""The connected LMSs: an address to register one, access to its API, and a check of it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from adapters.build import KINDS
from adapters.lms import CheckResult
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Platform, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services import admin_platforms as service
from lti_tool.services.faults import Faults
from lti_tool.services.first_start import mark
from lti_tool.services.hand import Hand
from lti_tool.services.platforms import ApiAccess, is_web_address
from lti_tool.toolbox import toolbox
from lti_tool.views.admin_people import admin_actor
from lti_tool.views.check_words import found as found_in_words
from lti_tool.views.frame import desk, go, page_info, show, visit

Errors = Sequence[tuple[str, str]]
NAMES = {"moodle": "Moodle", "canvas": "Canvas", "brightspace": "Brightspace"}


def _names() -> dict[str, str]:
    return {**NAMES, "worklist": _("Met de hand, op een lijst")}


def hand() -> Hand:
    """The admin of this visit, for the log of changes."""
    return Hand(visit().organisation.id, admin_actor(), desk().now)


def _own(number: int) -> service.Connected:
    rows = service.connected(db.session(), visit().organisation.id)
    for row in rows:
        if row.platform.id == number:
            return row
    raise FriendlyProblem(
        "no_platform",
        _("Dit leerplatform is er niet"),
        _("Ga terug naar de leerplatformen en kies er een."),
        status=404,
    )


@allow("admin")
def platforms() -> str:
    """Every LMS of the organisation."""
    session = db.session()
    return show(
        "admin_platforms.html",
        page_info("platforms", _("Leerplatformen"), role="admin"),
        rows=service.connected(session, visit().organisation.id),
        names=_names(),
        keys=service.signing_keys(session, desk().now),
        said=request.args.get("said", ""),
    )


@allow("admin")
def platform_address() -> str:
    """A new address with which an LMS registers itself, shown this once."""
    address = service.new_address(db.session(), hand(), toolbox().settings.public_url)
    page = page_info("platform-address", _("Adres om aan te melden"), role="admin")
    return show("admin_platform_address.html", page, address=address)


@allow("admin")
def platform(number: int) -> str:
    """One LMS, and how it is reached."""
    return _page(_own(number))


def _page(
    row: service.Connected,
    errors: Errors = (),
    given: Mapping[str, str] | None = None,
    checked: Sequence[CheckResult] | None = None,
) -> str:
    found = row.platform
    stands = {
        "adapter": found.api_adapter,
        "url": found.api_url,
        "options": "\n".join(f"{name}={value}" for name, value in found.api_options.items()),
    }
    return show(
        "admin_platform.html",
        page_info("platform", _("Leerplatform"), role="admin", errors=errors),
        row=row,
        names=_names(),
        given={**stands, **(given or {})},
        checked=None if checked is None else list(found_in_words(checked)),
        said=request.args.get("said", ""),
    )


@allow("admin")
def platform_access(number: int) -> str | Response:
    """Store how the API is reached; the token is shown to nobody again."""
    row = _own(number)
    form = {name: request.form.get(name, "").strip() for name in ("adapter", "url", "options")}
    token = request.form.get("token", "").strip()
    token = token or service.kept_token(toolbox().vault, row.platform, form["adapter"], form["url"])
    errors = _wrong(form, token)
    if not errors:
        options = service.options_of(form["options"]) or {}
        access = ApiAccess(form["adapter"], form["url"], token, options)
        errors = _store(row.platform, access)
    return _page(row, errors, form) if errors else go("platform", number=number, said="saved")


def _store(found: Platform, access: ApiAccess) -> Errors:
    try:
        service.give_access(db.session(), toolbox().vault, hand(), found, access)
    except Faults as fault:
        db.session.rollback()
        return [("options", _("Kijk de opties na: %(fault)s", fault="; ".join(fault.lines)))]
    return ()


def _wrong(form: Mapping[str, str], token: str) -> Errors:
    adapter = form["adapter"]
    if adapter not in KINDS:
        return [("adapter", _("Kies wat voor leerplatform het is."))]
    wrong = []
    if not is_web_address(form["url"]) or len(form["url"]) > 2000:
        wrong.append(("url", _("Vul het hele adres in, met https:// ervoor.")))
    if not token and KINDS[adapter].token:
        wrong.append(("token", _("Vul de sleutel in. Bij een ander adres hoort een nieuwe.")))
    if service.options_of(form["options"]) is None:
        wrong.append(("options", _("Zet op elke regel een naam, een is-teken en een waarde.")))
    return wrong


@allow("admin")
def check_platform(number: int) -> str:
    """Ask the LMS everything that the tool needs of it, now."""
    _own(number)
    # Nothing stays open while an LMS is asked.
    db.session.commit()
    checked = service.check_connection(toolbox(), number)
    if all(result.ok for result in checked):
        mark(db.session(), hand(), "platform")
    return _page(_own(number), checked=checked)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    post, one = ["POST"], "/platforms/<int:number>"
    pages.add_url_rule("/platforms", "platforms", platforms)
    pages.add_url_rule("/platforms/address", "platform_address", platform_address, methods=post)
    pages.add_url_rule(one, "platform", platform)
    pages.add_url_rule(f"{one}/access", "platform_access", platform_access, methods=post)
    pages.add_url_rule(f"{one}/check", "check_platform", check_platform, methods=post)
