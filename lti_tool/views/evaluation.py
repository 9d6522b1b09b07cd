"""The evaluation of a quarter: one short form, of nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Cycle, db
from lti_tool.services.evaluating import give, open_forms
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.wording import quarter_name
from questionnaires.evaluation import LONGEST, NO_OPINION, QUESTIONS, SCALE, Given


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page; ``chosen`` is the value that was sent, or empty."""

    id: str
    text: str
    chosen: str
    error: str


def question_text(key: str) -> str:
    """The words of a question; every one is something to agree with."""
    return {
        "ev-1": _("De vragen gingen over herkenbare situaties uit mijn werk."),
        "ev-2": _("Ik kon eerlijk antwoorden."),
        "ev-3": _("Het aanbod dat ik zag, paste bij mij."),
        "ev-4": _("Ik kreeg tijd om mee te doen en te leren."),
        "ev-5": _("Ons team heeft het over dit thema gehad."),
        "ev-6": _("Ik werk nu met meer plezier of gemak dan voor dit kwartaal."),
        "el-1": _("Ik had genoeg aan de kit om het gesprek te voeren."),
        "el-2": _("Ik kon tijd vrijmaken in de planning."),
        "el-3": _("Ik merk verschil in het dagelijks werk."),
        "ew-1": _("Ik kan dit morgen gebruiken."),
        "ew-2": _("Het tempo was goed voor mij."),
    }[key]


def scale() -> list[tuple[str, str]]:
    """(value, words) of each answer; no opinion comes last."""
    words = (
        _("Helemaal mee oneens"),
        _("Mee oneens"),
        _("Niet eens, niet oneens"),
        _("Mee eens"),
        _("Helemaal mee eens"),
    )
    pairs = [(str(value), text) for value, text in zip(SCALE, words, strict=True)]
    return [*pairs, (str(NO_OPINION), _("Geen mening"))]


def title(audience: str) -> str:
    """The heading of a form."""
    return {
        "employee": _("Wat vond je ervan?"),
        "manager": _("Hoe ging het in je team?"),
        "workshop": _("Wat vond je van de workshop?"),
    }[audience]


def _asked(audience: str, name_missing: bool) -> list[Asked]:
    known = {value for value, _words in scale()}
    rows = []
    for key in QUESTIONS[audience]:
        chosen = request.form.get(key, "")
        missing = name_missing and chosen not in known
        rows.append(
            Asked(key, question_text(key), chosen, _("Kies een antwoord.") if missing else "")
        )
    return rows


@allow("employee")
def evaluation() -> str | Response:
    """The first form that is open, or thanks when there is none; what is typed is kept."""
    forms = open_forms(db.session(), visit().person, desk().now)
    if not forms:
        return show("evaluation_done.html", page_info("evaluation", _("Bedankt")))
    cycle, audience = forms[0]
    if request.method == "GET":
        return _form(cycle, audience, _asked(audience, False))
    if request.form.get("audience") != f"{cycle.id}-{audience}":
        # A form of another tab, that was sent already.
        return go("evaluation")
    rows = _asked(audience, True)
    if any(row.error for row in rows):
        return _form(cycle, audience, rows)
    answers = {row.id: int(row.chosen) for row in rows}
    given = Given(answers, request.form.get("words", ""))
    give(db.session(), toolbox().vault, visit().person, (cycle, audience), given)
    return go("evaluation")


def _form(cycle: Cycle, audience: str, rows: list[Asked]) -> str:
    errors = [(f"{row.id}-{SCALE[0]}", row.error) for row in rows if row.error]
    document = toolbox().shelf.pack(db.session(), cycle, desk().language)
    return show(
        "evaluation.html",
        page_info("evaluation", title(audience), errors=errors),
        questions=rows,
        scale=scale(),
        audience=f"{cycle.id}-{audience}",
        theme=document,
        quarter=quarter_name(cycle.quarter),
        words=request.form.get("words", ""),
        longest=LONGEST,
        k=cycle.k,
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/evaluation", "evaluation", evaluation, methods=["GET", "POST"])
