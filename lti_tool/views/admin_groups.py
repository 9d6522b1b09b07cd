"""The function groups of the organisation: look at them, add, rename, take out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.problems import FriendlyProblem
from lti_tool.services import function_groups as service
from lti_tool.services.function_groups import Given, Row
from lti_tool.views.admin_platforms import hand
from lti_tool.views.admin_setup_words import standing_here
from lti_tool.views.frame import go, page_info, show, visit


@dataclass(frozen=True, slots=True)
class Tried:
    """What was filled in and is wrong; ``number`` is the group, 0 for a new one."""

    number: int
    given: Given
    fault: tuple[str, str]


def _rows() -> Sequence[Row]:
    return service.groups_of(db.session(), visit().organisation.id)


def _one(number: int) -> Row:
    for row in _rows():
        if row.group.id == number:
            return row
    raise FriendlyProblem(
        "no_group",
        _("Deze functiegroep is er niet"),
        _("Ga terug naar de functiegroepen en kies er een."),
        status=404,
    )


@allow("admin")
def function_groups() -> str:
    """All groups, each to change, and a new one."""
    return _page(None)


def _page(tried: Tried | None) -> str:
    errors = [(f"{tried.fault[0]}-{tried.number}", _words(tried.fault[1]))] if tried else []
    standing = standing_here()
    return show(
        "admin_groups.html",
        page_info("function-groups", _("Functiegroepen"), role="admin", errors=errors),
        rows=_rows(),
        tried=tried,
        looked_at=standing.done("groups"),
    )


def _words(code: str) -> str:
    table = {
        "empty": _("Vul een naam in."),
        "long": _("Deze tekst is te lang, of staat niet op één regel."),
        "twice": _("Deze naam is er al. Kies een andere."),
        "many": _("Meer functiegroepen kan niet. Voeg er eerst een paar samen."),
    }
    return table[code]


def _given() -> Given:
    return Given(request.form.get("name", "").strip(), request.form.get("examples", "").strip())


@allow("admin")
def add_function_group() -> str | Response:
    """One more."""
    given = _given()
    fault = service.fault_of(_rows(), given)
    if fault:
        return _page(Tried(0, given, fault))
    service.add_group(db.session(), hand(), given)
    return go("function_groups")


@allow("admin")
def change_function_group(number: int) -> str | Response:
    """Another name, or out."""
    row, given = _one(number), _given()
    if request.form.get("go") == "remove":
        service.remove_group(db.session(), hand(), row)
        return go("function_groups")
    fault = service.fault_of(_rows(), given, own=number)
    if fault:
        return _page(Tried(number, given, fault))
    service.change_group(db.session(), hand(), row.group, given)
    return go("function_groups")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    here, post = "/function-groups", ["POST"]
    pages.add_url_rule(here, "function_groups", function_groups)
    pages.add_url_rule(here, "add_function_group", add_function_group, methods=post)
    pages.add_url_rule(
        f"{here}/<int:number>", "change_function_group", change_function_group, methods=post
    )
