"""A published evaluation as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.i18n import _
from lti_tool.services.report_words import band_words
from lti_tool.views.evaluation import question_text
from questionnaires.disclosure_bands import band_from_document
from questionnaires.evaluation import QUESTIONS


@dataclass(frozen=True, slots=True)
class FormTold:
    """One audience; ``rows`` are (question, how many had an opinion, the share that agreed).

    Everything is empty when too few filled it in, ``words`` also when too few wrote something.
    """

    id: str
    title: str
    answers: int
    rows: Sequence[tuple[str, str, str]]
    words: Sequence[str]


def _title(audience: str) -> str:
    return {
        "employee": _("Wie meedeed"),
        "manager": _("Leidinggevenden"),
        "workshop": _("Wie bij een workshop was"),
    }[audience]


def forms_told(document: Mapping[str, Any]) -> list[FormTold]:
    """Each audience, in the order in which the forms are made."""
    return [_told(audience, document["audiences"][audience]) for audience in QUESTIONS]


def _told(audience: str, found: Mapping[str, Any] | None) -> FormTold:
    if found is None:
        return FormTold(audience, _title(audience), 0, (), ())
    rows = [_row(question) for question in found["questions"]]
    return FormTold(audience, _title(audience), found["answers"], rows, found["words"] or ())


def _row(question: Mapping[str, Any]) -> tuple[str, str, str]:
    text = question_text(question["id"])
    if question["agree"] is None:
        return text, "", _("te weinig antwoorden")
    return text, str(question["n"]), band_words(band_from_document(question["agree"]))
