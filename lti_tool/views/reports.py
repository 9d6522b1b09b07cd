"""Published results for coordinators and admins, and through them for the direction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import Cycle, db
from lti_tool.pages import PageInfo
from lti_tool.problems import FriendlyProblem
from lti_tool.services.feedback_text import findings
from lti_tool.services.report_certificate import (
    checked_table,
    group_table,
    node_table,
    paper_table,
    verdict,
)
from lti_tool.services.report_pages import report
from lti_tool.services.report_rounds import ReportRound, report_rounds
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


@dataclass(frozen=True, slots=True)
class RoundView:
    """A quarter in the list; ``day`` is that of publishing, None before."""

    cycle: Cycle
    found: Published | None
    title: Title
    quarter: str
    day: date | None


def report_frame(name: str, title: str, content_lang: str = "") -> PageInfo:
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
    page = report_frame("reports", _("Resultaten"))
    return show("reports.html", page, rounds=[_round(row) for row in rows])


def found_of(number: int) -> Published | None:
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


def naming_of(found: Published) -> Names:
    return names_of(db.session(), toolbox().shelf, found, visit().organisation, language())


def here_of(page: PageInfo, found: Published) -> str:
    return f"{page.visit_base}/reports/{found.cycle_id}"


@allow("coordinator", "admin")
def report_page(number: int) -> str | AnyResponse:
    """Everything that was published of a quarter."""
    found = found_of(number)
    if found is None:
        return go("reports")
    names = naming_of(found)
    made = report(found, names)
    title = _("Resultaten, %(quarter)s", quarter=quarter_name(found.quarter))
    page = report_frame("report", title, names.pack.language)
    return show(
        "report.html",
        page,
        report=made,
        sections=sections(made),
        theme=names.pack.title,
        level=found.document["level"],
        whole=found.document["participation"][0],
        findings=findings(found, names),
        here=here_of(page, found),
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
    found = found_of(number)
    if found is None:
        return go("reports")
    return _file(found, as_csv(report(found, naming_of(found)).tables()), "text/csv", "csv")


@allow("coordinator", "admin")
def report_xlsx(number: int) -> AnyResponse:
    """The tables of the page, each on a sheet."""
    found = found_of(number)
    if found is None:
        return go("reports")
    tables = report(found, naming_of(found)).tables()
    return _file(found, as_xlsx(tables, found.published_at), XLSX, "xlsx")


@allow("coordinator", "admin")
def report_certificate(number: int) -> str | AnyResponse:
    """What was checked before publishing, to print for the works council."""
    found = found_of(number)
    if found is None:
        return go("reports")
    names = naming_of(found)
    page = report_frame("certificate", _("Bewijs van controle"), names.pack.language)
    makers = (paper_table, node_table, group_table, checked_table)
    tables = [made for maker in makers if (made := maker(found, names)).rows]
    return show(
        "certificate.html",
        page,
        tables=tables,
        passed=found.certificate["verdict"] == "passed",
        verdict=verdict(found),
        here=here_of(page, found),
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/reports", "reports", reports)
    one = "/reports/<int:number>"
    pages.add_url_rule(one, "report", report_page)
    pages.add_url_rule(f"{one}/csv", "report_csv", report_csv)
    pages.add_url_rule(f"{one}/xlsx", "report_xlsx", report_xlsx)
    pages.add_url_rule(f"{one}/certificate", "report_certificate", report_certificate)
