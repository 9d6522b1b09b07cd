"""The scan itself: function group, questions, the closing page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import SOURCE, _
from lti_tool.models import FunctionGroup, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.scanning import Sheet, find_sheet, save_answers, start
from lti_tool.services.writeback import Place, submit
from lti_tool.views.fields import answer_of, blanks
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.models import Question, questions
from questionnaires.answering import next_page, pages
from questionnaires.model import Item


def running_sheet() -> Sheet | None:
    """The visitor's place in the running cycle."""
    return find_sheet(desk(), visit().person)


def given_answers(items: Sequence[Item]) -> dict[str, str]:
    """The answers in this form that are options of these questions."""
    known = {item.id: {option.id for option in item.options} for item in items}
    given = {key: answer_of(value) for key, value in request.form.items()}
    return {key: value for key, value in given.items() if value in known.get(key, frozenset())}


def missing_errors(items: Sequence[Item], sheet: Sheet) -> dict[str, str]:
    """An error for each question without an answer."""
    return {
        item.id: _("Kies een antwoord. Weet je het niet? Kies dan 'Weet ik niet'.")
        for item in items
        if item.id not in sheet.answered.answers
    }


def asked_for_errors() -> bool:
    """Whether the page is to name what is missing.

    Set by the redirect of :func:`name_missing`: what is missing is worked out anew, so that
    a refresh or the back button never repeats a POST nor shows an error that is mended.
    """
    return "missing" in request.args


def name_missing(endpoint: str, **values: int) -> Response:
    """Back to a page of questions, which then names what is missing."""
    return go(endpoint, missing=1, _anchor="missing", **values)


def _groups(sheet: Sheet) -> list[tuple[str, str, str]]:
    rows = db.session.scalars(
        select(FunctionGroup)
        .where(FunctionGroup.organisation_id == sheet.person.organisation_id)
        .order_by(FunctionGroup.position, FunctionGroup.id)
    )
    return [(row.code, row.name, row.examples) for row in rows if row.code in sheet.pack.minima]


@allow("employee")
def group() -> str | Response:
    """Choose a function group, for who has none on the roster."""
    sheet = running_sheet()
    if sheet is None or sheet.scan is not None or sheet.group is not None:
        return go("employee_home")
    choices = _groups(sheet)
    chosen = request.form.get("group", "")
    if chosen in {code for code, _name, _examples in choices}:
        start(desk(), sheet, chosen)
        return go("question_page", number=1)
    if request.method == "POST":
        return name_missing("group")
    errors = []
    if choices and asked_for_errors():
        errors = [(f"group-{choices[0][0]}", _("Kies het werk dat het meest op jouw werk lijkt."))]
    # An organisation has one set of groups, in its own words.
    page = page_info("group", _("Jouw werk"), errors=errors, content_lang=SOURCE)
    return show("group.html", page, groups=choices)


def _page_items(sheet: Sheet, number: int) -> tuple[tuple[Item, ...], int]:
    if sheet.group is None:
        return (), 0
    all_pages = pages(sheet.pack, sheet.group)
    if not 1 <= number <= len(all_pages):
        raise FriendlyProblem(
            "no_such_page", _("Deze pagina is er niet"), _("Ga terug naar het begin."), status=404
        )
    return all_pages[number - 1], len(all_pages)


def rows_and_errors(
    sheet: Sheet, items: Sequence[Item]
) -> tuple[list[Question], list[tuple[str, str]]]:
    """The questions of a page, and its errors as (field id, message)."""
    errors = missing_errors(items, sheet) if asked_for_errors() else {}
    rows = questions(sheet, items, errors)
    return rows, [(f"{row.id}-{row.options[0][0]}", row.error) for row in rows if row.error]


def _show_questions(sheet: Sheet, number: int) -> str:
    items, total = _page_items(sheet, number)
    rows, errors = rows_and_errors(sheet, items)
    skill = rows[0].skill_title
    # The closing page counts too: it is there for everybody, whatever the answers.
    all_pages = total + 1
    title = _(
        "%(skill)s, pagina %(number)s van %(total)s", skill=skill, number=number, total=all_pages
    )
    language = sheet.pack.language
    page = page_info("questions", title, errors=errors, content_lang=language)
    return show("questions.html", page, number=number, total=all_pages, questions=rows, skill=skill)


@allow("employee")
def question_page(number: int) -> str | Response:
    """Two questions; every step is saved, the answer always a redirect."""
    sheet = running_sheet()
    if sheet is None or sheet.scan is None or sheet.submitted:
        return go("employee_home")
    if request.method == "GET":
        return _show_questions(sheet, number)
    items, total = _page_items(sheet, number)
    given = given_answers(items)
    if given:
        sheet = save_answers(desk(), sheet, given)
    db.session.commit()
    if request.form.get("go") == "previous":
        return go("question_page", number=number - 1) if number > 1 else go("employee_home")
    if missing_errors(items, sheet):
        return name_missing("question_page", number=number)
    return go("question_page", number=number + 1) if number < total else _after_last(sheet)


def _after_last(sheet: Sheet) -> Response:
    opened = next_page(sheet.pack, str(sheet.group), sheet.answered.answers)
    return go("closing") if opened is None else go("question_page", number=opened + 1)


@allow("employee")
def closing() -> str | Response:
    """The one closing page, with the extra questions that are needed, if any."""
    sheet = running_sheet()
    if sheet is None or sheet.scan is None or sheet.submitted:
        return go("employee_home")
    if sheet.open_items():
        return _after_last(sheet)
    extras = sheet.extras()
    if request.method == "GET":
        return _show_closing(sheet, extras)
    sheet = save_answers(desk(), sheet, given_answers(extras))
    if sheet.scan is None or sheet.submitted:
        # In another tab, a moment ago.
        return go("employee_home")
    if request.form.get("go") == "previous":
        db.session.commit()
        return go("question_page", number=len(pages(sheet.pack, str(sheet.group))))
    if missing_errors(extras, sheet):
        db.session.commit()
        return name_missing("closing")
    context = visit()
    submit(desk(), sheet, context.organisation, Place(context.visit.course_context_id))
    return go("result")


def _show_closing(sheet: Sheet, extras: Sequence[Item]) -> str:
    rows, errors = rows_and_errors(sheet, extras)
    # One title, with extra questions and without: a browser remembers titles.
    page = page_info("closing", _("Bijna klaar"), errors=errors, content_lang=sheet.pack.language)
    group = str(sheet.group)
    filling, total = blanks(sheet.pack, group, extras), len(pages(sheet.pack, group)) + 1
    return show("closing.html", page, questions=rows, blanks=filling, total=total)


def register(pages_of_visit: Blueprint) -> None:
    """Add the routes of this module."""
    both = ["GET", "POST"]
    pages_of_visit.add_url_rule("/group", "group", group, methods=both)
    pages_of_visit.add_url_rule(
        "/questions/<int:number>", "question_page", question_page, methods=both
    )
    pages_of_visit.add_url_rule("/closing", "closing", closing, methods=both)
