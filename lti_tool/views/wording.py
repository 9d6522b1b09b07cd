"""Words for statuses and states, in one place so that every page says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.i18n import _


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


def total_text(statuses: Sequence[str]) -> str:
    """The sentence above the result, for the statuses of all skills."""
    below = statuses.count("onder")
    if below:
        return _(
            "Voor %(below)s van de %(total)s onderdelen staat er iets voor je klaar.",
            below=below,
            total=len(statuses),
        )
    if {"grens", "onbekend"} & set(statuses):
        return _("Je hoeft nu niets te doen. Kies gerust iets wat je verder helpt.")
    return _("Goed bezig! Je kunt alles wat je voor je werk nodig hebt. Je hoeft nu niets te doen.")


def start_title(state: str) -> str:
    """The heading of the page between a click and the course."""
    table = {
        "ready": _("Je training staat klaar"),
        "waiting": _("We zetten je training klaar"),
        "stuck": _("Je training staat nog niet klaar"),
    }
    return table[state]


def sent_state_text(state: str) -> str:
    """How far something for the LMS has come, to the person whom it is about."""
    table = {
        "waiting": _("onderweg"),
        "sending": _("onderweg"),
        "delivered": _("aangekomen"),
        "uncertain": _("een collega kijkt ernaar"),
        "refused": _("een collega kijkt ernaar"),
    }
    return table[state]


def role_name(role: str) -> str:
    """What people call a role."""
    table = {
        "employee": _("medewerker"),
        "manager": _("leidinggevende"),
        "coordinator": _("coördinator"),
        "admin": _("beheerder"),
        "picker": _("wie scans in cursussen plaatst"),
    }
    return table[role]


def state_name(state: str) -> str:
    """What people call the state of a cycle."""
    table = {
        "draft": _("voorstel"),
        "planned": _("gepland"),
        "ready": _("klaar om te openen"),
        "open": _("open"),
        "closed": _("gesloten"),
        "published": _("gepubliceerd"),
        "archived": _("afgerond"),
    }
    return table[state]


def state_look(state: str) -> str:
    """The variant of the badge in which a state stands."""
    return {"open": "success", "ready": "success", "planned": "neutral"}.get(state, "inactive")


def quarter_name(quarter: str) -> str:
    """A quarter such as 2026-Q4 in words."""
    year, _q, number = quarter.partition("-Q")
    table = {
        "1": _("eerste kwartaal van %(year)s", year=year),
        "2": _("tweede kwartaal van %(year)s", year=year),
        "3": _("derde kwartaal van %(year)s", year=year),
        "4": _("vierde kwartaal van %(year)s", year=year),
    }
    return table.get(number, quarter)
