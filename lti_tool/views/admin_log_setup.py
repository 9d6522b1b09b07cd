"""Lines of the log of changes about setting up and minima, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from re import Match

from lti_tool.i18n import _
from lti_tool.views.wording import quarter_name

Quarters = Mapping[str, str]


def setup_words(what: str, quarters: Quarters) -> str:
    """A line in words; empty when it is about something else."""
    for pattern, say in SENTENCES:
        found = pattern.fullmatch(what)
        if found is not None:
            return say(found, quarters)
    return ""


def contact_names() -> dict[str, str]:
    """What people call the settings of name and contact."""
    return {
        "name": _("naam van de organisatie"),
        "contact_name": _("bij wie collega's terechtkunnen"),
        "contact_email": _("mailadres voor vragen"),
        "contact_phone": _("telefoonnummer voor vragen"),
        "privacy_email": _("mailadres voor privacy"),
    }


def _minima(found: Match[str], quarters: Quarters) -> str:
    quarter = quarters.get(found[1])
    name = quarter_name(quarter) if quarter else found[1]
    return _("Minima van het %(quarter)s veranderd: %(cells)s.", quarter=name, cells=found[2])


def _group(found: Match[str], _quarters: Quarters) -> str:
    table = {
        "added": _("Functiegroep erbij: %(group)s.", group=found[1]),
        "changed": _("Functiegroep veranderd: %(group)s.", group=found[1]),
        "removed": _("Functiegroep weggehaald: %(group)s.", group=found[1]),
    }
    return table[found[2]]


def _theme(found: Match[str], _quarters: Quarters) -> str:
    return _("Thema in gebruik genomen: %(theme)s.", theme=found[1])


def _looked(found: Match[str], _quarters: Quarters) -> str:
    table = {
        "groups": _("Inrichten: de functiegroepen zijn nagekeken."),
        "managers": _("Inrichten: het gaat zonder leidinggevenden."),
        "messages": _("Inrichten: het gaat zonder berichten."),
        "platform": _("Inrichten: de verbinding met het leerplatform is in orde."),
        "privacy": _("Inrichten: de keuzes over privacy zijn nagekeken."),
    }
    return table[found[1]]


def _platform(found: Match[str], _quarters: Quarters) -> str:
    return _("Leerplatform met de hand aangemeld: %(issuer)s.", issuer=found[1])


def _keys(_found: Match[str], _quarters: Quarters) -> str:
    return _("De sleutel waarmee Themascan tekent, is vervroegd gewisseld.")


SENTENCES: tuple[tuple[re.Pattern[str], Callable[[Match[str], Quarters], str]], ...] = (
    (re.compile(r"minima of cycle (\d+): (.+)", re.DOTALL), _minima),
    (re.compile(r"function group (\S+) (added|changed|removed)"), _group),
    (re.compile(r"theme (\S+) taken into use"), _theme),
    (re.compile(r"setting up: (groups|managers|messages|platform|privacy) looked at"), _looked),
    (re.compile(r"platform \d+ registered by hand: (.+)"), _platform),
    (re.compile(r"signing key changed early"), _keys),
)
