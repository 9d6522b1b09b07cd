"""A page of the theme editor as a form has it: from the draft, as filled in, and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request

from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services.function_groups import groups_of
from lti_tool.views.draft_fields import OTHER, Spec, Typed, shown, typed, unusable
from lti_tool.views.draft_models import no_draft, teller_of
from lti_tool.views.draft_parts import OWN, Part, parts, prepared
from lti_tool.views.draft_specs import specs
from lti_tool.views.draft_told import Teller, beside, beside_other, hinted
from lti_tool.views.frame import visit
from questionnaires.draft_edits import words_of
from questionnaires.drafting import EMPTY, Document
from questionnaires.finding import Finding
from questionnaires.model import NOT_APPLICABLE
from questionnaires.readability import hints

PLAIN_KINDS = ("line", "text", "lines")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the editor: which one, its fields, and the answers of a question."""

    part: Part
    rows: Sequence[Typed]
    answers: str
    nvt: bool


def own_groups() -> list[tuple[str, str]]:
    rows = groups_of(db.session(), visit().organisation.id)
    return [(row.group.code, row.group.name) for row in rows]


def known_part(document: Document, kind: str, row: str) -> Part:
    part = Part(kind, row)
    if part not in parts(document):
        raise no_draft()
    return part


def sheet_of(document: Document, part: Part) -> Sheet:
    """The page as the draft has it."""
    whole = prepared(document, part)
    words = words_of(whole, OTHER) if OTHER in whole["vertalingen"] else None
    rows = [shown(spec, whole, words) for spec in specs(whole, part, own_groups())]
    item = _item(document, part)
    options = document["optiesets"].get(part.row, []) if part.kind == "set" else []
    options = item.get("opties", options)
    nvt = any(option["id"] == NOT_APPLICABLE for option in options)
    return Sheet(part, rows, item.get("optieset", OWN), nvt)


def _item(document: Document, part: Part) -> Document:
    rows = document["items"] if part.kind == "item" else []
    return next((row for row in rows if row["id"] == part.row), {})


def filled_in(sheet: Sheet) -> Sheet:
    """The page as it was just filled in."""
    form = request.form
    rows = [typed(row, form, form.getlist(row.spec.name)) for row in sheet.rows]
    answers = form.get("answers", sheet.answers)
    return replace(sheet, rows=rows, answers=answers, nvt=bool(form.get("nvt")))


def unusable_fields(sheet: Sheet) -> list[tuple[str, str]]:
    table = {
        "long": _("Dit is te lang om te bewaren. Maak het korter."),
        "number": _("Vul een getal in dat hier past."),
    }
    rows = [(row.spec, unusable(row)) for row in sheet.rows]
    return [
        (spec.name, f"{spec.label}: {table[code]}" + _limits(spec.limits, code))
        for spec, code in rows
        if code
    ]


def _limits(limits: tuple[int, int], code: str) -> str:
    if code != "number":
        return ""
    return " " + _("Het gaat van %(low)s tot en met %(high)s.", low=limits[0], high=limits[1])


def grouped(rows: Sequence[Typed]) -> list[tuple[str, list[Typed]]]:
    """Fields that stand together under a heading, in order."""
    found: list[tuple[str, list[Typed]]] = []
    for row in rows:
        if found and found[-1][0] == row.spec.group:
            found[-1][1].append(row)
        else:
            found.append((row.spec.group, [row]))
    return found


def judged(
    document: Document,
    sheet: Sheet,
    findings: Sequence[Finding],
    errors: Sequence[tuple[str, str]] = (),
) -> Sheet:
    """The page with what is wrong beside each field; ``errors`` are those of this sending."""
    teller = teller_of(document, own_groups())
    # Nobody is told on an untouched page that it is empty.
    loud = bool(request.args.get("said")) or request.method == "POST"
    told = [one for one in findings if loud or one.code not in (EMPTY, "text_length")]
    fields = [row.spec for row in sheet.rows]
    rows = [_with_words(row, told, fields, teller) for row in sheet.rows]
    return replace(sheet, rows=[_with_errors(row, errors) for row in rows])


def _with_errors(row: Typed, errors: Sequence[tuple[str, str]]) -> Typed:
    own = [message for name, message in errors if name == row.spec.name]
    return replace(row, faults=[*own, *row.faults]) if own else row


def _with_words(
    row: Typed, found: Sequence[Finding], fields: Sequence[Spec], teller: Teller
) -> Typed:
    plain = row.value if row.spec.kind in PLAIN_KINDS else ""
    return replace(
        row,
        faults=list(dict.fromkeys(map(teller.told, beside(row.spec, found, fields)))),
        other_faults=list(dict.fromkeys(map(teller.told, beside_other(row.spec, found)))),
        hints=[hinted(hint) for hint in hints(plain)],
    )
