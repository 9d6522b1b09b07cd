"""The pages of the theme editor, in the order in which a theme is written, and their fields."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lti_tool.i18n import _
from lti_tool.views.draft_fields import OTHER, plain
from questionnaires.draft_edits import row_of, translations_in_step, words_of
from questionnaires.drafting import DONT_KNOW, NOT_APPLICABLE, Document
from questionnaires.finding import Path
from questionnaires.model import DONT_KNOW as DONT_KNOW_ID
from questionnaires.model import NOT_APPLICABLE as NVT_ID

SPECIAL = (DONT_KNOW_ID, NVT_ID)
MOST_ANSWERS, LEAST_ANSWERS = 5, 2
ONE = "-"
ROWS = {"skill": "vaardigheden", "item": "items", "offer": "aanbod"}
OWN = "eigen"
WHOLE_PARTS = {
    "basis": ("titel", "korte_uitleg", "waarom", "programmas", "auteurs", "licentie"),
    "minima": ("minima",),
    "kit": ("teamoverleg",),
    "levels": ("niveaus",),
}
POINTS = {
    "zelf": (Fraction(1), Fraction(67, 100), Fraction(1, 2), Fraction(33, 100), Fraction(0)),
    "kennis": (Fraction(1), Fraction(0)),
    "situatie": (Fraction(1), Fraction(1, 2), Fraction(0)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One page: its kind, and the id of its row (or ``-`` when there is one only)."""

    kind: str
    row: str = ONE


def parts(document: Mapping[str, Any]) -> list[Part]:
    """All pages in order: what it is about, skills with their questions, learning, the talk."""
    rows = [Part("basis"), *(Part("skill", row["id"]) for row in document["vaardigheden"])]
    for skill in document["vaardigheden"]:
        mine = (row for row in document["items"] if row["vaardigheid"] == skill["id"])
        rows += [Part("item", row["id"]) for row in mine]
    rows += [Part("set", name) for name in used_sets(document)]
    rows += [Part("offer", row["id"]) for row in document["aanbod"]]
    return [*rows, Part("minima"), Part("kit"), Part("levels")]


def used_sets(document: Mapping[str, Any]) -> list[str]:
    """The names of the sets of answers that a question has, in the order of the theme."""
    used = {row.get("optieset") for row in document["items"]}
    return [name for name in document["optiesets"] if name in used]


def part_of(document: Mapping[str, Any], path: Path) -> Part:
    """The page on which something stands."""
    head, *rest = path
    if head == "vertalingen":
        return _part_of_words(document, tuple(rest[1:]))
    kind = next((kind for kind, where in ROWS.items() if where == head), None)
    if kind is not None:
        number = rest[0] if rest else None
        rows = document[ROWS[kind]]
        return Part(kind, rows[number]["id"]) if isinstance(number, int) else Part(OVERVIEW)
    if head == "optiesets" and rest:
        return Part("set", str(rest[0]))
    return Part(
        {"minima": "minima", "teamoverleg": "kit", "niveaus": "levels"}.get(str(head), "basis")
    )


OVERVIEW = "overview"


def _part_of_words(document: Mapping[str, Any], path: Path) -> Part:
    if not path:
        return Part("basis")
    kind = next((kind for kind, where in ROWS.items() if where == path[0]), None)
    if kind is None or len(path) < 2:
        return part_of(document, path)
    known = any(row["id"] == path[1] for row in document[ROWS[kind]])
    return Part(kind, str(path[1])) if known else Part("basis")


def prepared(document: Document, part: Part) -> Document:
    """The draft with empty rows on this page to write more answers in."""
    if part.kind not in ("item", "set"):
        return document
    made = deepcopy(document)
    options = options_of(made, part)
    own = [row for row in options if row["id"] not in SPECIAL]
    rest = [row for row in options if row["id"] in SPECIAL]
    free = [key for key in "abcdefgh" if key not in {row["id"] for row in options}]
    if options:
        empty = free[: max(0, MOST_ANSWERS - len(own))]
        own += [{"id": key, "tekst": "", "punten": Fraction(0)} for key in empty]
        options[:] = [*own, *rest]
    return made


def options_of(document: Document, part: Part) -> list[Document]:
    """The answers that are written on a page; none for a question with shared ones."""
    if part.kind == "set":
        found: list[Document] = document["optiesets"][part.row]
        return found
    row: Document = document["items"][row_of(document, "items", part.row)]
    return row.get("opties") or []


def finished(document: Document, part: Part, answers: str, nvt: bool | None) -> Document:
    """The draft after a page was filled in: no empty answers, shared or own ones, "nvt"."""
    made = deepcopy(document)
    if part.kind == "minima":
        _finish_minima(made)
    if part.kind in ("item", "set"):
        _finish_options(options_of(made, part), nvt)
    if part.kind == "item":
        _choose_answers(made, made["items"][row_of(made, "items", part.row)], answers)
    return translations_in_step(made)


def _finish_minima(document: Document) -> None:
    for group, row in list(document["minima"].items()):
        chosen = {skill: minimum for skill, minimum in row.items() if minimum is not None}
        if chosen:
            document["minima"][group] = chosen
        else:
            del document["minima"][group]


def _finish_options(options: list[Document], nvt: bool | None) -> None:
    if not options:
        return
    own = [row for row in options if row["id"] not in SPECIAL]
    full = [row for row in own if plain(row["tekst"])]
    kept = full if len(full) >= LEAST_ANSWERS else own[: max(LEAST_ANSWERS, len(full))]
    special = {row["id"]: row for row in options if row["id"] in SPECIAL}
    last = [special.get(DONT_KNOW_ID, deepcopy(DONT_KNOW))]
    if nvt or (nvt is None and NVT_ID in special):
        last.append(special.get(NVT_ID, deepcopy(NOT_APPLICABLE)))
    options[:] = [*kept, *last]


def _choose_answers(document: Document, item: Document, answers: str) -> None:
    if answers in document["optiesets"]:
        item["optieset"] = answers
        item.pop("opties", None)
    elif answers == OWN and "optieset" in item:
        item["opties"] = deepcopy(document["optiesets"][item.pop("optieset")])
    # The order of a file: what people read last stands last.
    item["uitleg"] = item.pop("uitleg")


def mark_of(document: Document, part: Part) -> str:
    """A mark of all that a page holds: it differs when somebody changed any of it."""
    head = ROWS.get(part.kind, "")
    if head:
        here: Any = document[head][row_of(document, head, part.row)]
    elif part.kind == "set":
        here = document["optiesets"][part.row]
    else:
        here = [document[key] for key in WHOLE_PARTS[part.kind]]
    before = {"set": "optiesets"}.get(part.kind, head)
    words = words_of(document, OTHER)
    mine = {key: text for key, text in words.items() if key.startswith(f"{before}/{part.row}")}
    kept = repr([here, mine if before else words])
    return hashlib.sha256(kept.encode()).hexdigest()[:16]


def skill_names(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The skills, each by what it is called or else by its place."""
    rows = enumerate(document["vaardigheden"], 1)
    return [(row["id"], row["titel"] or _("Vaardigheid %(number)s", number=n)) for n, row in rows]
