"""Published results for coordinators and admins, and through them for the direction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import Cycle, db
from lti_tool.pages import PageInfo
from lti_tool.problems import FriendlyProblem
from lti_tool.services.feedback_text import feedback, findings
from lti_tool.services.lessons import LONGEST, keep_lesson, lesson_of
from lti_tool.services.report_certificate import (
    checked_table,
    group_table,
    node_table,
    paper_table,
    verdict,
)
from lti_tool.services.report_pages import report
from lti_tool.services.report_rounds import ReportRound, following_pack, report_rounds
from lti_tool.services.report_sheets import as_csv, as_xlsx
from lti_tool.services.report_words import Names, names_of
from lti_tool.services.reports import Published, published
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import go, page_info, show, visit
from lti_tool.views.report_sections import sections
from lti_tool.views.themes import Title, theme_title
from lti_tool.views.wording import quarter_name
from questionnaires.calendar import local_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Lines of the text field beyond those of the text: long lines wrap.
SPARE_ROWS = 8


@dataclass(frozen=True, slots=True)
class RoundView:
    """A quarter in the list; ``day`` is that of publishing, None before."""

    cycle: Cycle
    found: Published | None
    title: Title
    quarter: str
    day: date | None


def _page(name: str, title: str, content_lang: str = "") -> PageInfo:
    role = "admin" if "admin" in visit().roles else "coordinator"
    return page_info(name, title, role, content_lang=content_lang)


def _round(row: ReportRound) -> RoundView:
    day = local_date(row.found.published_at) if row.found else None
    name = quarter_name(row.cycle.quarter)
    return RoundView(row.cycle, row.found, theme_title(row.pack), name, day)


@allow("coordinator", "admin")
def reports() -> str:
    """The quarters, with those that are still to be published."""
    rows = report_rounds(db.session(), visit().organisation.id)
    page = _page("reports", _("Resultaten"))
    return show("reports.html", page, rounds=[_round(row) for row in rows])


def _found(number: int) -> Published | None:
    """What was published of a cycle of the visitor's organisation; None before that."""
    cycle = db.session.get(Cycle, number)
    if cycle is None or cycle.organisation_id != visit().organisation.id:
        raise FriendlyProblem(
            "no_report",
            _("Deze cijfers zijn er niet"),
            _("Ga terug naar de resultaten en kies een kwartaal."),
            status=404,
        )
    return published(db.session(), number)


def _names(found: Published) -> Names:
    return names_of(db.session(), toolbox().shelf, found, visit().organisation, language())


def _here(page: PageInfo, found: Published) -> str:
    return f"{page.visit_base}/reports/{found.cycle_id}"


@allow("coordinator", "admin")
def report_page(number: int) -> str | AnyResponse:
    """Everything that was published of a quarter."""
    found = _found(number)
    if found is None:
        return go("reports")
    names = _names(found)
    made = report(found, names)
    title = _("Resultaten, %(quarter)s", quarter=quarter_name(found.quarter))
    page = _page("report", title, names.pack.language)
    return show(
        "report.html",
        page,
        report=made,
        sections=sections(made),
        theme=names.pack.title,
        level=found.document["level"],
        whole=found.document["participation"][0],
        findings=findings(found, names),
        here=_here(page, found),
    )


def _file(found: Published, content: bytes, kind: str, ending: str) -> Response:
    db.session.commit()
    response = make_response(content)
    response.mimetype = kind
    name = f"kwartaalbeeld-{found.quarter.lower()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allow("coordinator", "admin")
def report_csv(number: int) -> AnyResponse:
    """The tables of the page, below each other."""
    found = _found(number)
    if found is None:
        return go("reports")
    return _file(found, as_csv(report(found, _names(found)).tables()), "text/csv", "csv")


@allow("coordinator", "admin")
def report_xlsx(number: int) -> AnyResponse:
    """The tables of the page, each on a sheet."""
    found = _found(number)
    if found is None:
        return go("reports")
    tables = report(found, _names(found)).tables()
    return _file(found, as_xlsx(tables, found.published_at), XLSX, "xlsx")


@allow("coordinator", "admin")
def report_feedback(number: int) -> str | AnyResponse:
    """The text for everybody, to complete and to copy."""
    found = _found(number)
    if found is None:
        return go("reports")
    names = _names(found)
    coming = following_pack(db.session(), visit().organisation.id, found.quarter)
    lesson = lesson_of(db.session(), number)
    following = theme_title(coming).text if coming else ""
    text = feedback(found, names, following, lesson.learned, lesson.change)
    page = _page("report-feedback", _("Tekst voor iedereen"), names.pack.language)
    return show(
        "report_feedback.html",
        page,
        text=text,
        findings=findings(found, names),
        rows=text.body.count("\n") + SPARE_ROWS,
        here=_here(page, found),
        lesson=lesson,
        longest=LONGEST,
    )


@allow("coordinator", "admin")
def report_lesson(number: int) -> AnyResponse:
    """Keep what was learned of a quarter."""
    if _found(number) is None:
        return go("reports")
    form = request.form
    keep_lesson(db.session(), number, form.get("learned", ""), form.get("change", ""))
    return go("report_feedback", number=number)


@allow("coordinator", "admin")
def report_certificate(number: int) -> str | AnyResponse:
    """What was checked before publishing, to print for the works council."""
    found = _found(number)
    if found is None:
        return go("reports")
    names = _names(found)
    page = _page("certificate", _("Bewijs van controle"), names.pack.language)
    makers = (paper_table, node_table, group_table, checked_table)
    tables = [made for maker in makers if (made := maker(found, names)).rows]
    return show(
        "certificate.html",
        page,
        tables=tables,
        passed=found.certificate["verdict"] == "passed",
        verdict=verdict(found),
        here=_here(page, found),
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/reports", "reports", reports)
    one = "/reports/<int:number>"
    pages.add_url_rule(one, "report", report_page)
    pages.add_url_rule(f"{one}/csv", "report_csv", report_csv)
    pages.add_url_rule(f"{one}/xlsx", "report_xlsx", report_xlsx)
    pages.add_url_rule(f"{one}/feedback", "report_feedback", report_feedback)
    pages.add_url_rule(f"{one}/lesson", "report_lesson", report_lesson, methods=["POST"])
    pages.add_url_rule(f"{one}/certificate", "report_certificate", report_certificate)
