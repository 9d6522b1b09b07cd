"""A skill done once more, and the explanations of its questions, on pages that name no skill."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services import redoing
from lti_tool.services.sealed import Answered
from lti_tool.services.sheets import NothingToDo, Sheet
from lti_tool.views.explaining import explained_skills
from lti_tool.views.fields import answer_of, blanks, fill_up, skill_value
from lti_tool.views.frame import desk, go, page_info, show
from lti_tool.views.scan import (
    asked_for_errors,
    given_answers,
    missing_errors,
    name_missing,
    rows_and_errors,
    running_sheet,
)
from questionnaires.model import Item

Page = str | Response


def _of_a_result(view: Callable[[Sheet], Page]) -> Callable[[], Page]:
    """Before the result it leads to the scan; what cannot be done any more leads to the start."""

    @wraps(view)
    def guarded() -> Page:
        sheet = running_sheet()
        if sheet is None or not sheet.submitted:
            return go("employee_home")
        try:
            return view(sheet)
        except NothingToDo:
            db.session.rollback()
            return go("again")

    return guarded


@allow("employee")
@_of_a_result
def again(sheet: Sheet) -> Page:
    """Choose a skill: to do it again, or to read the explanations instead."""
    if request.method == "POST":
        return _chosen(sheet, answer_of(request.form.get("skill", "")))
    left = redoing.choices(sheet)
    errors = []
    if left and asked_for_errors():
        first = skill_value(left[0], sheet.pack)
        errors = [(f"skill-{first}", _("Kies eerst een onderdeel."))]
    title, lang = _("Een onderdeel opnieuw doen"), sheet.pack.language
    page = page_info("again", title, errors=errors, content_lang=lang)
    skills = [(skill_value(key, sheet.pack), sheet.pack.skill(key)) for key in left]
    return show("again.html", page, skills=skills, can_redo=redoing.can_redo(sheet))


def _chosen(sheet: Sheet, skill: str) -> Response:
    if skill not in redoing.choices(sheet):
        return name_missing("again")
    if request.form.get("go") == "explain":
        redoing.decline(desk(), sheet, skill)
        return go("explanations")
    redoing.begin(desk(), sheet, skill)
    return go("again_questions")


def _show_items(
    sheet: Sheet, name: str, title: str, items: Sequence[Item], filling: list[tuple[str, str]]
) -> str:
    # As if the second attempt were the first: what was chosen is what it holds.
    attempt = replace(sheet, answered=Answered(redoing.attempt(sheet)))
    rows, errors = rows_and_errors(attempt, items)
    page = page_info(name, title, errors=errors, content_lang=sheet.pack.language)
    return show(f"{name.replace('-', '_')}.html", page, questions=rows, blanks=filling)


@allow("employee")
@_of_a_result
def again_questions(sheet: Sheet) -> Page:
    """All core questions of the skill in hand on one page: every skill takes as many steps."""
    items = redoing.core_in_hand(sheet)
    if request.method == "GET":
        filler = fill_up(sheet.pack, str(sheet.group), redoing.in_hand(sheet))
        # A title that names no skill: a browser remembers titles.
        title, filling = _("Nog één keer"), [("filler", filler)]
        return _show_items(sheet, "again-questions", title, items, filling)
    sheet = redoing.answer(desk(), sheet, given_answers(items))
    if request.form.get("go") == "previous":
        return go("again")
    return go("again_closing") if redoing.is_complete(sheet) else name_missing("again_questions")


@allow("employee")
@_of_a_result
def again_closing(sheet: Sheet) -> Page:
    """The one closing page, with the extra question of the skill if it is called for."""
    if not redoing.is_complete(sheet):
        return go("again_questions")
    extras = redoing.extras_in_hand(sheet)
    if request.method == "GET":
        filling = blanks(sheet.pack, str(sheet.group), extras)
        return _show_items(sheet, "again-closing", _("Bijna klaar"), extras, filling)
    if request.form.get("go") == "previous":
        return go("again_questions")
    given = given_answers(extras)
    if missing_errors(extras, replace(sheet, answered=Answered(given))):
        return name_missing("again_closing")
    redoing.finish(desk(), sheet, given)
    return go("result")


@allow("employee")
@_of_a_result
def explanations(sheet: Sheet) -> Page:
    """What the good answers are and why, for every skill that is not to be done again."""
    page = page_info("explanations", _("Uitleg bij de vragen"), content_lang=sheet.pack.language)
    waiting = [sheet.pack.skill(key).title for key in redoing.choices(sheet)]
    rows = explained_skills(sheet, redoing.explained(sheet))
    return show("explanations.html", page, skills=rows, waiting=waiting, gone=sheet.answers_gone)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    both = ["GET", "POST"]
    pages.add_url_rule("/again", "again", again, methods=both)
    pages.add_url_rule("/again/questions", "again_questions", again_questions, methods=both)
    pages.add_url_rule("/again/closing", "again_closing", again_closing, methods=both)
    pages.add_url_rule("/explanations", "explanations", explanations)
