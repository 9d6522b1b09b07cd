"""The fields of a question, of its answers, and of an offer."""

from __future__ import annotations

from lti_tool.i18n import _
from lti_tool.views.draft_fields import Spec
from lti_tool.views.draft_options import (
    Groups,
    Options,
    item_kinds,
    item_roles,
    known_groups,
    level_options,
    offer_kinds,
    point_words,
)
from lti_tool.views.draft_parts import (
    OWN,
    POINTS,
    ROWS,
    SPECIAL,
    Part,
    options_of,
    skill_names,
)
from questionnaires.draft_edits import row_of
from questionnaires.drafting import Document
from questionnaires.finding import Path


def row_at(document: Document, part: Part) -> tuple[Path, str]:
    where = ROWS[part.kind]
    return (where, row_of(document, where, part.row)), f"{where}/{part.row}"


def item_specs(document: Document, part: Part, groups: Groups) -> list[Spec]:
    at, key = row_at(document, part)
    item = document["items"][at[1]]
    skills = skill_names(document)
    return [
        Spec(
            (*at, "tekst"),
            "text",
            _("De vraag"),
            _("Een handeling uit het werk: Kun je in Teams iemand makkelijk vinden?"),
            key=f"{key}/tekst",
        ),
        Spec((*at, "soort"), "choice", _("Soort vraag"), options=item_kinds()),
        Spec((*at, "vaardigheid"), "choice", _("Vaardigheid"), options=skills, content=True),
        Spec(
            (*at, "niveau"),
            "choice",
            _("Niveau"),
            _("Van 0 (starter) tot 3 (gevorderd). Een vraag voor iedereen gaat tot 2."),
            options=level_options(document),
            content=True,
        ),
        Spec((*at, "rol"), "choice", _("Wanneer"), options=item_roles()),
        *(_own_answers(document, part, at, item)),
        Spec(
            (*at, "uitleg"),
            "text",
            _("Uitleg na afloop"),
            _("Wat is het beste antwoord, en waarom? Hier leert iemand van."),
            key=f"{key}/uitleg",
        ),
        Spec(
            (*at, "functiegroepen"),
            "checks",
            _("Alleen voor"),
            _("Vink niets aan als de vraag voor iedereen is."),
            options=known_groups(groups, item.get("functiegroepen") or ()),
            optional=True,
        ),
    ]


def _own_answers(document: Document, part: Part, at: Path, item: Document) -> list[Spec]:
    return (
        [] if "optieset" in item else answer_specs(document, part, (*at, "opties"), item["soort"])
    )


def answer_specs(document: Document, part: Part, at: Path, kind: str) -> list[Spec]:
    """The answers that are written on a page, each with its points; "weet ik niet" is fixed."""
    fields: list[Spec] = []
    names = ("optiesets", part.row) if part.kind == "set" else ("items", part.row, "opties")
    for number, row in enumerate(options_of(document, part)):
        if row["id"] not in SPECIAL:
            fields += _answer(row, (*at, number), "/".join(names), kind, number + 1)
    return fields


def _answer(row: Document, at: Path, key: str, kind: str, number: int) -> list[Spec]:
    points = dict.fromkeys([*POINTS[kind], row["punten"]])
    options = [(value, point_words(value)) for value in points if value is not None]
    label = _("Antwoord %(number)s", number=number)
    name = f"opties.{row['id']}"
    return [
        Spec(
            (*at, "tekst"),
            "line",
            label,
            key=f"{key}/{row['id']}",
            group="answers",
            alias=f"{name}.tekst",
        ),
        Spec(
            (*at, "punten"),
            "choice",
            _("Punten voor antwoord %(number)s", number=number),
            options=options,
            group="answers",
            alias=f"{name}.punten",
        ),
    ]


def answer_choices(document: Document) -> Options:
    """Own answers, or the name of a set with how it begins."""
    sets = document["optiesets"].items()
    shared = [(name, ", ".join(row["tekst"] for row in rows)) for name, rows in sets]
    return [(OWN, _("Eigen antwoorden")), *shared]


def offer_specs(document: Document, part: Part) -> list[Spec]:
    at, key = row_at(document, part)
    skills = skill_names(document)
    steps = level_options(document)
    return [
        Spec((*at, "titel"), "line", _("Titel"), key=f"{key}/titel"),
        Spec((*at, "soort"), "choice", _("Soort"), options=offer_kinds()),
        Spec((*at, "beschrijving"), "text", _("Beschrijving"), key=f"{key}/beschrijving"),
        Spec(
            (*at, "leerdoelen"),
            "lines",
            _("Wat je leert"),
            _("Een per regel. Begin met 'Je'."),
            key=f"{key}/leerdoelen",
        ),
        Spec((*at, "vaardigheden"), "checks", _("Voor welke vaardigheden?"), options=skills),
        Spec((*at, "van_niveau"), "choice", _("Vanaf niveau"), options=steps, content=True),
        Spec((*at, "naar_niveau"), "choice", _("Tot en met niveau"), options=steps, content=True),
        Spec((*at, "duur_minuten"), "number", _("Minuten"), limits=(1, 480)),
        Spec((*at, "verplicht_geschikt"), "yes", _("Past als training die bij het werk hoort")),
        Spec(
            (*at, "vorm"),
            "line",
            _("Vorm"),
            _("Bijvoorbeeld: op locatie, online. Mag leeg blijven."),
            key=f"{key}/vorm",
            optional=True,
        ),
        Spec(
            (*at, "capaciteit"),
            "number",
            _("Plaatsen"),
            _("Leeg laten als er geen grens is."),
            optional=True,
            limits=(1, 10_000),
        ),
        Spec(
            (*at, "link"),
            "line",
            _("Adres"),
            _("Voor een filmpje of een handleiding. Begint met https://. Mag leeg blijven."),
            optional=True,
        ),
    ]
