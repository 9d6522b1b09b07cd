"""Words for statuses and promises, in one place so that every page says the same."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.i18n import _
from lti_tool.models import Organisation


@dataclass(frozen=True, slots=True)
class StatusText:
    """How a status is named and explained to the person."""

    label: str
    text: str


def status_text(status: str) -> StatusText:
    """The words for a status of a skill."""
    table = {
        "boven": (
            _("Hier ben je al verder dan nodig"),
            _("Mooi! Je kunt hier meer dan je werk vraagt. Iets extra's doen mag, niets hoeft."),
        ),
        "op": (
            _("Dit heb je goed in de vingers"),
            _("Je kunt wat je voor je werk nodig hebt. Heb je zin in meer? Kies gerust iets."),
        ),
        "grens": (
            _("Op de grens"),
            _(
                "Je antwoorden geven geen duidelijk ja of nee. Je krijgt het voordeel van de "
                "twijfel. Een korte training helpt je snel verder. De keuze is aan jou."
            ),
        ),
        "onder": (
            _("Hier valt nog iets te winnen"),
            _(
                "Dit onderdeel is belangrijk voor je werk. Er staat een korte training voor je "
                "klaar, onder werktijd. Die hoort erbij. Hoe en wanneer, kies je zelf."
            ),
        ),
        "geen_eis": (
            _("Voor jouw werk hoeft dit niet"),
            _("Voor jouw werk hoef je dit niet te kunnen. Nieuwsgierig? Kies gerust iets."),
        ),
        "onbekend": (
            _("Te weinig vragen om iets te zeggen"),
            _(
                "Je koos bij dit onderdeel vaak voor 'komt in mijn werk niet voor'. "
                "Daarom geven we geen uitslag."
            ),
        ),
    }
    label, text = table[status]
    return StatusText(label, text)


def total_text(below: int, total: int) -> str:
    """The sentence above the result."""
    if below == 0:
        return _("Goed bezig! Je hebt alles wat je voor je werk nodig hebt.")
    return _(
        "Voor %(below)s van de %(total)s onderdelen staat er iets voor je klaar.",
        below=below,
        total=total,
    )


def lms_sees(policy: str) -> str:
    """What others can see in the LMS under an enrolment policy."""
    table = {
        "everyone": _(
            "Docenten en L&D zien in het leerplatform dat je meedeed, en dezelfde trainingen "
            "als bij iedereen die meedeed."
        ),
        "self-service": _(
            "Docenten en L&D zien in het leerplatform dat je meedeed, en wat je zelf koos."
        ),
        "targeted": _(
            "Docenten en L&D zien in het leerplatform dat je meedeed, en trainingen die bij "
            "jouw uitslag horen. Zij kunnen daaruit afleiden waar je onder het minimum zat."
        ),
    }
    return table[policy]


def promise(organisation: Organisation, policy: str) -> list[str]:
    """Who sees what, line by line."""
    return [
        _("Jij: je uitslag en je antwoorden. Niemand anders kan ze in het programma openen."),
        _("Je leidinggevende: alleen een grof beeld van het team, als het team groot genoeg is."),
        _("Directie en projectteam: alleen cijfers van grotere groepen."),
        lms_sees(policy),
        _(
            "We maken groepscijfers pas als minstens %(k)s collega's meededen.",
            k=organisation.k,
        ),
    ]


def state_name(state: str) -> str:
    """What people call the state of a cycle."""
    table = {
        "draft": _("concept"),
        "planned": _("gepland"),
        "ready": _("klaar om te openen"),
        "open": _("open"),
        "closed": _("gesloten"),
        "published": _("gepubliceerd"),
        "archived": _("afgerond"),
    }
    return table[state]
