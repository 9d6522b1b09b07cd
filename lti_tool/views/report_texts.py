"""Texts that go with published results: for everybody, what was learned, what people thought."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services.feedback_text import feedback, findings
from lti_tool.services.lessons import LONGEST, keep_lesson, lesson_of
from lti_tool.services.report_rounds import following_pack
from lti_tool.services.reports import published_evaluation
from lti_tool.views.evaluation_told import forms_told
from lti_tool.views.frame import go, show, visit
from lti_tool.views.reports import found_of, here_of, naming_of, report_frame
from lti_tool.views.themes import theme_title
from lti_tool.views.wording import quarter_name

# Lines of the text field beyond those of the text: long lines wrap.
SPARE_ROWS = 8


@allow("coordinator", "admin")
def report_feedback(number: int) -> str | AnyResponse:
    """The text for everybody, to complete and to copy."""
    found = found_of(number)
    if found is None:
        return go("reports")
    names = naming_of(found)
    coming = following_pack(db.session(), visit().organisation.id, found.quarter)
    lesson = lesson_of(db.session(), number)
    following = theme_title(coming).text if coming else ""
    text = feedback(found, names, following, lesson.learned, lesson.change)
    page = report_frame("report-feedback", _("Tekst voor iedereen"), names.pack.language)
    return show(
        "report_feedback.html",
        page,
        text=text,
        findings=findings(found, names),
        rows=text.body.count("\n") + SPARE_ROWS,
        here=here_of(page, found),
        lesson=lesson,
        longest=LONGEST,
    )


@allow("coordinator", "admin")
def report_evaluation(number: int) -> str | AnyResponse:
    """What people thought of the quarter, of the whole organisation."""
    found = found_of(number)
    if found is None:
        return go("reports")
    document = published_evaluation(db.session(), number)
    title = _("Terugblik, %(quarter)s", quarter=quarter_name(found.quarter))
    page = report_frame("report-evaluation", title)
    return show(
        "report_evaluation.html",
        page,
        forms=forms_told(document) if document else None,
        k=document["k"] if document else 0,
        here=here_of(page, found),
    )


@allow("coordinator", "admin")
def report_lesson(number: int) -> AnyResponse:
    """Keep what was learned of a quarter."""
    if found_of(number) is None:
        return go("reports")
    form = request.form
    keep_lesson(db.session(), number, form.get("learned", ""), form.get("change", ""))
    return go("report_feedback", number=number)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    one = "/reports/<int:number>"
    pages.add_url_rule(f"{one}/feedback", "report_feedback", report_feedback)
    pages.add_url_rule(f"{one}/lesson", "report_lesson", report_lesson, methods=["POST"])
    pages.add_url_rule(f"{one}/evaluation", "report_evaluation", report_evaluation)
