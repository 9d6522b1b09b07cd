"""Minima of the coming quarter: what each function group must be able to do, skill by skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import db
from lti_tool.services import minima as service
from lti_tool.services.minima import Board, Wrong
from lti_tool.services.minima_frozen import Table
from lti_tool.views.admin_minima_models import Sheet, sheets
from lti_tool.views.admin_platforms import hand
from lti_tool.views.frame import go, page_info, show, visit
from lti_tool.views.wording import quarter_name
from lti_tool.views.year import own_cycle
from lti_tool.views.year_forms import too_late

Errors = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Other:
    """Another quarter whose minima can still be chosen."""

    number: int
    quarter: str


@allow("admin")
def minima() -> str | Response:
    """Those of the quarter that opens first."""
    coming = service.coming_cycles(db.session(), visit().organisation.id)
    if coming:
        return go("minima_of", number=coming[0].id)
    return show("admin_minima_none.html", page_info("minima", _("Minima"), role="admin"))


@allow("admin")
def minima_of(number: int) -> str | Response:
    """The matrix of one quarter; when that has opened, the one of the next."""
    board = _board(number)
    if board.cycle.state not in service.UNOPENED:
        return go("minima")
    return _page(board, [])


def _board(number: int) -> Board:
    return service.board_of(db.session(), own_cycle(number), language())


def _page(board: Board, errors: Errors, form: Mapping[str, str] | None = None) -> str:
    coming = service.coming_cycles(db.session(), visit().organisation.id)
    own = board.cycle
    others = [Other(row.id, quarter_name(row.quarter)) for row in coming if row.id != own.id]
    page = page_info("minima", _("Minima"), role="admin", errors=errors)
    found: Sequence[Sheet] = sheets(board, form)
    return show(
        "admin_minima.html",
        page,
        number=own.id,
        quarter=quarter_name(own.quarter),
        opens=own.opens,
        theme=board.pack.title,
        theme_lang=board.pack.language,
        sheets=found,
        others=others,
        own=any(cell.own for sheet in found for cell in sheet.cells),
        said=request.args.get("said", ""),
    )


@allow("admin")
def minima_send(number: int) -> str | Response:
    """Store what was chosen, or go back to what the theme asks."""
    board = _board(number)
    if request.form.get("go") == "reset":
        return _store(board, None)
    table, wrong = service.read_table(board, request.form)
    if wrong:
        return _page(board, [_told(board, row) for row in wrong], request.form)
    return _store(board, table)


def _store(board: Board, table: Table | None) -> Response:
    number = board.cycle.id
    if not service.change_minima(db.session(), hand(), board, table):
        raise too_late()
    return go("minima_of", number=number, said="saved")


def _told(board: Board, wrong: Wrong) -> tuple[str, str]:
    group = next(row.name for row in board.groups if row.code == wrong.group)
    skill = wrong.skill or board.pack.skills[0].id
    title = board.pack.skill(skill).title
    table = {
        "choose": _("%(group)s, %(skill)s: kies wat nodig is.", group=group, skill=title),
        "no_training": _(
            "%(group)s, %(skill)s: geen korte training brengt iemand zo ver. Kies een lager "
            "niveau.",
            group=group,
            skill=title,
        ),
        "questions": _(
            "%(group)s: dit thema heeft niet de juiste vragen voor deze groep. Laat alles leeg, "
            "of deel deze collega's in bij een andere groep.",
            group=group,
        ),
    }
    return f"{wrong.group}.{skill}", table[wrong.code]


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    one = "/minima/<int:number>"
    pages.add_url_rule("/minima", "minima", minima)
    pages.add_url_rule(one, "minima_of", minima_of)
    pages.add_url_rule(one, "minima_send", minima_send, methods=["POST"])
