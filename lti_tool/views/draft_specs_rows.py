"""The fields of a question, of its answers, and of an offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lti_tool.i18n import _
from lti_tool.views.draft_fields import Spec
from lti_tool.views.draft_parts import OWN, POINTS, ROWS, SPECIAL, Part, options_of
from questionnaires.draft_edits import row_of
from questionnaires.drafting import Document
from questionnaires.finding import Path

Groups = Sequence[tuple[str, str]]
Options = list[tuple[Any, str]]
LEVELS = range(4)


def row_at(document: Document, part: Part) -> tuple[Path, str]:
    where = ROWS[part.kind]
    return (where, row_of(document, where, part.row)), f"{where}/{part.row}"


def item_specs(document: Document, part: Part, groups: Groups) -> list[Spec]:
    at, key = row_at(document, part)
    item = document["items"][at[1]]
    skills = [(row["id"], row["titel"] or row["id"]) for row in document["vaardigheden"]]
    return [
        Spec(
            (*at, "tekst"),
            "text",
            _("De vraag"),
            _("Een handeling uit het werk: Kun je in Teams iemand makkelijk vinden?"),
            key=f"{key}/tekst",
        ),
        Spec((*at, "soort"), "choice", _("Soort vraag"), options=_kinds()),
        Spec((*at, "vaardigheid"), "choice", _("Vaardigheid"), options=skills),
        Spec(
            (*at, "niveau"),
            "choice",
            _("Niveau"),
            _("Van 0 (starter) tot 3 (gevorderd). Een vraag voor iedereen gaat tot 2."),
            options=level_options(document),
        ),
        Spec((*at, "rol"), "choice", _("Wanneer"), options=_roles()),
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
    fields, key = (
        [],
        "/".join(("optiesets", part.row) if part.kind == "set" else ("items", part.row, "opties")),
    )
    for number, row in enumerate(options_of(document, part)):
        if row["id"] in SPECIAL:
            continue
        name = _("Antwoord %(number)s", number=number + 1)
        points = dict.fromkeys(
            [*POINTS[kind], *([row["punten"]] if row["punten"] is not None else [])]
        )
        fields += [
            Spec((*at, number, "tekst"), "line", name, key=f"{key}/{row['id']}", group="answers"),
            Spec(
                (*at, number, "punten"),
                "choice",
                _("Punten voor antwoord %(number)s", number=number + 1),
                options=[(value, _point(value)) for value in points],
                group="answers",
            ),
        ]
    return fields


def _point(value: Any) -> str:
    if value == 1:
        return _("Beste antwoord (1)")
    if value == 0:
        return _("Niet goed (0)")
    return _("Deels goed (%(points)s)", points=str(float(value)).replace(".", ","))


def _kinds() -> Options:
    return [
        ("zelf", _("Wat iemand zelf denkt te kunnen")),
        ("kennis", _("Kennis: één antwoord klopt")),
        ("situatie", _("Situatie: wat doe je?")),
    ]


def _roles() -> Options:
    return [
        ("kern", _("Altijd")),
        ("extra", _("Alleen als iemand net onder het minimum zit")),
    ]


def level_options(document: Document) -> Options:
    names = {row["id"]: row["naam"] for row in document["niveaus"]}
    return [(level, f"{level} {names.get(level, '')}".strip()) for level in LEVELS]


def known_groups(groups: Groups, chosen: Sequence[str]) -> Options:
    codes = {code for code, _name in groups}
    return [*groups, *((code, code) for code in chosen if code not in codes)]


def answer_choices(document: Document) -> Options:
    """Own answers, or the name of a set with how it begins."""
    sets = document["optiesets"].items()
    shared = [(name, ", ".join(row["tekst"] for row in rows)) for name, rows in sets]
    return [(OWN, _("Eigen antwoorden")), *shared]


def offer_specs(document: Document, part: Part) -> list[Spec]:
    at, key = row_at(document, part)
    skills = [(row["id"], row["titel"] or row["id"]) for row in document["vaardigheden"]]
    steps = level_options(document)
    return [
        Spec((*at, "titel"), "line", _("Titel"), key=f"{key}/titel"),
        Spec((*at, "soort"), "choice", _("Soort"), options=_offer_kinds()),
        Spec((*at, "beschrijving"), "text", _("Beschrijving"), key=f"{key}/beschrijving"),
        Spec(
            (*at, "leerdoelen"),
            "lines",
            _("Wat je leert"),
            _("Een per regel. Begin met 'Je'."),
            key=f"{key}/leerdoelen",
        ),
        Spec((*at, "vaardigheden"), "checks", _("Voor welke vaardigheden?"), options=skills),
        Spec((*at, "van_niveau"), "choice", _("Vanaf niveau"), options=steps),
        Spec((*at, "naar_niveau"), "choice", _("Tot en met niveau"), options=steps),
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


def _offer_kinds() -> Options:
    return [
        ("microlearning", _("Korte training")),
        ("workshop", _("Workshop")),
        ("tip", _("Tip")),
        ("inloop", _("Inloop")),
        ("masterclass", _("Masterclass")),
    ]
