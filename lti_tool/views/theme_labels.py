"""What the keys of a theme file are called on pages that compare versions."""

from __future__ import annotations

from lti_tool.i18n import _
from questionnaires.pack_comparing import ORDER
from questionnaires.pack_parts import REST, WORDS


def headings() -> dict[str, str]:
    """The kinds of things in a theme, in the order of its file."""
    return {
        REST: _("Het thema zelf"),
        "vaardigheden": _("Vaardigheden"),
        "items": _("Vragen"),
        "optiesets": _("Gedeelde antwoorden"),
        "aanbod": _("Aanbod"),
        "minima": _("Minima"),
        "niveaus": _("Niveaus"),
        "programmas": _("Programma's en campagnes"),
        ORDER: _("Volgorde"),
        WORDS: _("Vertalingen"),
    }


def languages() -> dict[str, str]:
    """Languages by their two letters."""
    return {"en": _("Engels"), "nl": _("Nederlands")}


def labels() -> dict[str, str]:
    """Fields by their key."""
    return {**_of_rows(), **_of_themes()}


def _of_rows() -> dict[str, str]:
    return {
        "titel": _("titel"),
        "tekst": _("tekst"),
        "uitleg": _("uitleg"),
        "opties": _("antwoord"),
        ORDER: _("volgorde"),
        "punten": _("punten"),
        "optieset": _("gedeelde antwoorden"),
        "vaardigheid": _("vaardigheid"),
        "vaardigheden": _("vaardigheden"),
        "soort": _("soort"),
        "niveau": _("niveau"),
        "rol": _("rol"),
        "functiegroepen": _("functiegroepen"),
        "omschrijving": _("omschrijving"),
        "beschrijving": _("beschrijving"),
        "leerdoelen": _("leerdoelen"),
        "vorm": _("vorm"),
        "capaciteit": _("plaatsen"),
        "link": _("link"),
        "duur_minuten": _("minuten"),
        "van_niveau": _("van niveau"),
        "naar_niveau": _("naar niveau"),
    }


def _of_themes() -> dict[str, str]:
    return {
        "verplicht_geschikt": _("geschikt als verplichte training"),
        "naam": _("naam"),
        "korte_uitleg": _("korte uitleg"),
        "waarom": _("waarom"),
        "auteurs": _("auteurs"),
        "licentie": _("licentie"),
        "taal": _("taal"),
        "taalniveau": _("taalniveau"),
        "tijd_maximum_minuten": _("hoogste aantal minuten"),
        "score": _("grenzen en weging"),
        "teamoverleg": _("het teamgesprek"),
        "doel": _("doel"),
        "vragen": _("vragen"),
        "voorbeeld_leidinggevende": _("voorbeeld voor de leidinggevende"),
        "weet_niet": _("Weet ik niet"),
        "versie": _("versie"),
        "status": _("status"),
    }
