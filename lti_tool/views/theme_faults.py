"""What is wrong with a theme file, in words for who uploads it: each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from re import Match
from typing import Any

from lti_tool.i18n import _
from lti_tool.views.draft_told import Teller
from questionnaires.drafting import at
from questionnaires.finding import Finding

ROWS = ("vaardigheden", "items", "aanbod", "niveaus")


def fault_words(one: Finding, document: Mapping[Any, Any]) -> str:
    """Where it is, as the keys of the file, and what is wrong."""
    place = " › ".join(_names(one, document))
    said = _shape(str(one.given["what"])) if one.code == "shape" else _meaning(one)
    return f"{place}: {said}" if place else said


def _names(one: Finding, document: Mapping[Any, Any]) -> list[str]:
    names: list[str] = []
    for number, part in enumerate(one.path):
        row = at(document, one.path[: number + 1])
        row_id = row.get("id") if isinstance(row, Mapping) and isinstance(part, int) else None
        names.append(str(part if row_id is None else row_id))
    return names


def _meaning(one: Finding) -> str:
    table = {
        "for_nobody": _("Deze vraag is voor niemand. Laat functiegroepen weg of noem er een."),
        "group_without_minima": _("Deze functiegroep heeft geen minima. Voeg ze toe bij minima."),
        "no_dont_know": _("Het antwoord weet_niet mist. Voeg het toe met 0 punten."),
        "no_set": _("Deze optieset staat niet in het bestand. Voeg haar toe bij optiesets."),
        "no_answers": _("Geef opties of een optieset, één van de twee."),
        "untranslated": _("De vertaling van %(key)s mist.", key=one.given.get("key", "")),
        "no_such_text": _(
            "%(key)s is geen tekst van dit thema. Haal de vertaling weg.",
            key=one.given.get("key", ""),
        ),
    }
    return table.get(one.code) or Teller({}).told(one)


def _shape(what: str) -> str:
    table = {
        "is missing: add it": _("Dit mist. Voeg het toe."),
        "is not a key of a theme pack: correct or remove it": _(
            "Dit kent een thema niet. Verbeter het woord of haal het weg."
        ),
        "is empty: fill it in": _("Dit is leeg. Vul het in."),
        "is no text: put it in quotes": _("Dit is geen tekst. Zet het tussen aanhalingstekens."),
        "is no whole number: write one": _("Schrijf hier een heel getal."),
        "is not true or false: write one of them": _("Schrijf hier true of false."),
        "is no list: put a dash before each entry": _("Maak hier een lijst: elke regel met een -."),
        "has no keys of its own: write them below it": _("Hier horen regels onder."),
        "Not a valid URL.": _("Dit is geen adres. Het begint met https://."),
        "write a number": _("Schrijf hier een getal."),
    }
    found = re.fullmatch(r"write 1 to (\d+) characters", what)
    if found:
        return _("Schrijf 1 tot %(most)s tekens.", most=found[1])
    limits = re.fullmatch(r"write a number from (\d+) to (\d+)", what)
    if limits:
        return _("Schrijf een getal van %(low)s tot %(high)s.", low=limits[1], high=limits[2])
    return table.get(what) or _("Dit klopt niet. In de uitleg over thema's staat wat hier hoort.")


def unreadable_words(message: str) -> str:
    """Why a file could not be read as a theme at all."""
    for pattern, say in UNREADABLE:
        found = re.match(pattern, message)
        if found is not None:
            return say(found)
    return _("Dit is niet te lezen. Kijk de regel na.")


def _twice(found: Match[str]) -> str:
    return _("%(name)s staat hier twee keer. Houd er een.", name=found[1])


UNREADABLE = (
    (r"the file is larger", lambda _m: _("Het bestand is te groot voor een thema.")),
    (r"this is no theme pack", lambda _m: _("Dit is geen themabestand: dat begint met schema.")),
    (r"a character here", lambda _m: _("Hier staat een teken dat geen tekst is. Haal het weg.")),
    (r"this is no YAML", lambda _m: _("Deze regel klopt niet. Kijk naar inspringen en tekens.")),
    (r"behind this comes", lambda _m: _("Hierachter staat een te groot getal.")),
    (r"write the value out", lambda _m: _("Schrijf de waarde uit in plaats van de verwijzing *.")),
    (r"a pack has plain values", lambda _m: _("Haal het uitroepteken weg.")),
    (r"this is more than", lambda _m: _("Dit zit te diep in elkaar. Kijk naar de haakjes.")),
    (r"a key is a word", lambda _m: _("Voor de dubbele punt hoort een woord of een getal.")),
    (r"(.+) stands here twice", _twice),
)
