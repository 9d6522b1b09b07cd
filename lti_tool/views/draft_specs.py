"""Which fields each page of the theme editor has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lti_tool.i18n import _
from lti_tool.views.draft_fields import Spec
from lti_tool.views.draft_options import Groups, Options, known_groups
from lti_tool.views.draft_parts import Part, skill_names
from lti_tool.views.draft_specs_rows import answer_specs, item_specs, offer_specs, row_at
from questionnaires.drafting import Document
from questionnaires.finding import Path


def specs(document: Document, part: Part, groups: Groups) -> list[Spec]:
    """The fields of a page, in order."""
    table: Mapping[str, Callable[[], list[Spec]]] = {
        "basis": _basis,
        "levels": lambda: _levels(document),
        "skill": lambda: _skill(document, part),
        "item": lambda: item_specs(document, part, groups),
        "set": lambda: answer_specs(document, part, ("optiesets", part.row), "zelf"),
        "offer": lambda: offer_specs(document, part),
        "minima": lambda: _minima(document, groups),
        "kit": _kit,
    }
    return table[part.kind]()


def _basis() -> list[Spec]:
    return [
        Spec(("titel",), "line", _("Titel"), key="titel"),
        Spec(
            ("korte_uitleg",),
            "text",
            _("Korte uitleg"),
            _("Dit leest een collega voor de eerste vraag: waar gaat dit kwartaal over?"),
            key="korte_uitleg",
        ),
        Spec(
            ("waarom",),
            "text",
            _("Waarom dit thema?"),
            _("Twee of drie zinnen: wat hebben inwoners en collega's eraan?"),
            key="waarom",
        ),
        Spec(
            ("programmas",),
            "links",
            _("Programma's en campagnes waar dit bij hoort"),
            _(
                "Een per regel. Met een adres erbij? Zet er | tussen: Week van de veiligheid | https://…"
            ),
        ),
        Spec(
            ("auteurs",),
            "lines",
            _("Makers"),
            _("Een naam per regel. Zo weet een andere gemeente van wie het thema komt."),
        ),
        Spec(
            ("licentie",),
            "line",
            _("Licentie"),
            _("Met CC-BY-4.0 mogen anderen het thema overnemen en aanpassen, met jullie naam."),
        ),
        Spec(("tijd_maximum_minuten",), "number", _("Hoogstens zoveel minuten"), limits=(1, 10)),
    ]


def _levels(document: Document) -> list[Spec]:
    fields = []
    for number, row in enumerate(document["niveaus"]):
        group = _("Niveau %(number)s", number=row["id"])
        at: Path = ("niveaus", number)
        key = f"niveaus/{row['id']}"
        fields += [
            Spec((*at, "naam"), "line", _("Naam"), key=f"{key}/naam", group=group),
            Spec(
                (*at, "omschrijving"),
                "line",
                _("Omschrijving"),
                key=f"{key}/omschrijving",
                group=group,
            ),
        ]
    return fields


def _skill(document: Document, part: Part) -> list[Spec]:
    at, key = row_at(document, part)
    return [
        Spec((*at, "titel"), "line", _("Naam van de vaardigheid"), key=f"{key}/titel"),
        Spec(
            (*at, "omschrijving"),
            "text",
            _("Wat kan iemand dan?"),
            _("Begin met 'Je'. Bijvoorbeeld: Je herkent een nepmail en meldt hem."),
            key=f"{key}/omschrijving",
        ),
    ]


def _minima(document: Document, groups: Groups) -> list[Spec]:
    names = {row["id"]: row["naam"] for row in document["niveaus"]}
    steps: Options = [(None, _("doet niet mee")), *((n, f"{n} {names[n]}") for n in range(3))]
    return [
        Spec(
            ("minima", code, skill),
            "choice",
            called,
            options=steps,
            group=name,
            content=True,
            labelled=True,
        )
        for code, name in known_groups(groups, list(document["minima"]))
        for skill, called in skill_names(document)
    ]


def _kit() -> list[Spec]:
    at = "teamoverleg"
    return [
        Spec((at, "doel"), "line", _("Doel van het gesprek"), key=f"{at}/doel"),
        Spec(
            (at, "vragen"),
            "lines",
            _("Vragen aan het team"),
            _("Een per regel, twee of drie is genoeg. Vraag nooit naar iemands uitslag."),
            key=f"{at}/vragen",
        ),
        Spec(
            (at, "voorbeeld_leidinggevende"),
            "text",
            _("Voorbeeld van de leidinggevende"),
            _("Wat een leidinggevende over zichzelf kan vertellen."),
            key=f"{at}/voorbeeld_leidinggevende",
        ),
        Spec((at, "duur_minuten"), "number", _("Minuten"), limits=(1, 60)),
    ]
