"""The log of changes: who changed what, to search, page by page or as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, request
from flask_babel import format_datetime

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services.change_log import Line, Period, changes, names, quarters
from lti_tool.services.report_sheets import as_csv
from lti_tool.services.report_tables import Column, table
from lti_tool.toolbox import toolbox
from lti_tool.views.admin_log_words import Words, words
from lti_tool.views.admin_people import api_of
from lti_tool.views.frame import page_info, show, visit

A_PAGE, LONGEST = 25, 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; a date that is none counts as no bound, and is named on the page."""

    text: str
    period: Period
    page: int
    errors: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is shown."""

    line: Line
    words: Words

    @property
    def who(self) -> str:
        """By role or as a machine."""
        return actor_words(self.line.actor)

    def holds(self, text: str) -> bool:
        """Whether a text stands in what is shown of it, whatever the capitals."""
        return text in f"{self.who} {self.words.text}".casefold()


def actor_words(actor: str) -> str:
    """Who acts, by role or as a machine."""
    table = {
        "admin": _("beheerder"),
        "coordinator": _("coördinator"),
        "command line": _("beheer van de server"),
        "registration address": _("aanmeldadres"),
    }
    return table.get(actor, _("Themascan zelf"))


def _wish() -> Wish:
    given = {name: request.args.get(name, "").strip() for name in ("first", "last")}
    days = {name: _day(text) for name, text in given.items()}
    wrong = [
        (name, _("Vul een datum in, zoals 2026-10-31."))
        for name, text in given.items()
        if text and days[name] is None
    ]
    number = request.args.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    text = request.args.get("text", "").strip()[:LONGEST]
    return Wish(text, Period(days["first"], days["last"]), max(page, 1), wrong)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _found(wish: Wish) -> list[Told]:
    session, organisation = db.session(), visit().organisation.id
    known = quarters(session, organisation)
    said: dict[str, Words] = {}
    lines = changes(session, organisation, wish.period)
    told = [
        Told(line, said.setdefault(line.what, said.get(line.what) or words(line.what, known)))
        for line in lines
    ]
    text = wish.text.casefold()
    return [row for row in told if row.holds(text)] if text else told


@allow("admin")
def change_log() -> str:
    """The newest changes, or those that were searched for."""
    wish = _wish()
    found = _found(wish)
    pages = max(1, -(-len(found) // A_PAGE))
    number = min(wish.page, pages)
    rows = found[(number - 1) * A_PAGE : number * A_PAGE]
    period = wish.period
    return show(
        "admin_log.html",
        page_info("log", _("Logboek"), role="admin", errors=wish.errors),
        rows=rows,
        count=len(found),
        number=number,
        pages=pages,
        people=_people(rows),
        given={
            "text": wish.text,
            "first": period.first or request.args.get("first", ""),
            "last": period.last or request.args.get("last", ""),
        },
    )


def _people(rows: Sequence[Told]) -> Mapping[str, str]:
    wanted = {row.line.opaque_id for row in rows} | {row.words.who for row in rows}
    return names(db.session(), toolbox().vault, visit().organisation.id, wanted - {""}, api_of)


@allow("admin")
def change_log_csv() -> Response:
    """The same as a file. It leaves the tool, so people stand in it by their number here."""
    columns = [Column(_("Wanneer")), Column(_("Wie")), Column(_("Nummer")), Column(_("Wat"))]
    made = table("log", _("Logboek"), columns, map(_row, _found(_wish())))
    db.session.commit()
    response = make_response(as_csv([made]))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = 'attachment; filename="logboek.csv"'
    return response


def _row(row: Told) -> tuple[str, ...]:
    what = f"{row.words.text}: {row.words.who}" if row.words.who else row.words.text
    moment = str(format_datetime(row.line.at, "yyyy-MM-dd HH:mm"))
    return moment, row.who, row.line.opaque_id, what


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/log", "change_log", change_log)
    pages.add_url_rule("/log/csv", "change_log_csv", change_log_csv)
