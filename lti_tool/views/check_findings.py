"""What the check of a connection looks at, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from lti_tool.i18n import _

# Names of functions and rights: core_… and moodle/…:…
TECHNICAL = re.compile(r"core_\w+|[a-z]+/[\w:/]+")
Say = Callable[[Match[str]], str]


def _function(found: Match[str]) -> str:
    table = {
        "to look at the connection": _("om de verbinding na te kijken"),
        "to find courses": _("om cursussen te vinden"),
        "to see who is enrolled already": _("om te zien wie al is ingeschreven"),
        "to enrol people": _("om mensen in te schrijven"),
        "to find the people of a roster, and to see whom it may enrol": _(
            "om collega's van de lijst te vinden"
        ),
        "to see people": _("om mensen te zien"),
        "to find people by username or idnumber, with their group": _(
            "om mensen te vinden op gebruikersnaam of nummer"
        ),
        "to find people by mail address": _("om mensen te vinden op mailadres"),
    }
    why = table.get(found["why"], found["why"])
    if found["kind"] == "function":
        return _("Functie %(name)s, %(why)s.", name=found["name"], why=why)
    return _("Recht %(name)s, %(why)s.", name=found["name"], why=why)


def _ability(found: Match[str]) -> str:
    table = {
        "search for courses from Themascan": _("cursussen zoeken vanuit Themascan"),
        "see who finished a training": _("zien wie een training heeft afgerond"),
        "send messages inside Moodle": _("berichten sturen binnen Moodle"),
        "keep a group of each workshop session": _("een groep per workshop bijhouden"),
        "put workshop sessions in the calendar": _("workshops in de kalender zetten"),
    }
    what = table.get(found["what"], found["what"])
    if found["not"] is None:
        return _("Dit kan ook: %(what)s.", what=what)
    names = ", ".join(TECHNICAL.findall(found["told"] or ""))
    return _(
        "Dit kan nog niet, en hoeft ook niet: %(what)s. Nodig is %(names)s.",
        what=what,
        names=names,
    )


def _away(found: Match[str]) -> str:
    return _("Geen antwoord van %(url)s.", url=found["url"])


def _clock(found: Match[str]) -> str:
    return _(
        "De klok loopt %(seconds)s seconden anders dan die van %(host)s.",
        seconds=found["seconds"],
        host=found["host"],
    )


def _courses(found: Match[str]) -> str:
    return _("Inschrijven kan in cursus %(courses)s.", courses=found["courses"])


def _plain(say: Callable[[], str]) -> Say:
    return lambda _found: say()


FINDINGS: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        (
            r"(?:keys at |tokens at |our keys at )?(?P<url>https?://\S+) \(.*\)",
            _away,
        ),
        (
            r"keys at (?P<url>\S+)",
            lambda m: _("De sleutels van het leerplatform op %(url)s.", url=m["url"]),
        ),
        (
            r"tokens at (?P<url>\S+)",
            lambda m: _("Het adres voor tokens: %(url)s.", url=m["url"]),
        ),
        (
            r"our clock agrees with that of (?P<host>\S+)",
            lambda m: _("De klok loopt gelijk met die van %(host)s.", host=m["host"]),
        ),
        (r"our clock is (?P<seconds>\d+) s (?:behind|ahead of) that of (?P<host>\S+)", _clock),
        (
            r"our clock and that of the LMS differ",
            _plain(lambda: _("De klok loopt anders dan die van het leerplatform.")),
        ),
        (
            r"tokens for its gradebook",
            _plain(lambda: _("Toegang tot de deelnamelijst in het leerplatform.")),
        ),
        (
            r"the LMS fetches our keys at (?P<url>\S+)",
            lambda m: _("Het leerplatform haalt onze sleutels op van %(url)s.", url=m["url"]),
        ),
        (
            r"the LMS cannot fetch our keys at (?P<url>\S+)",
            lambda m: _(
                "Het leerplatform kan onze sleutels niet ophalen van %(url)s.", url=m["url"]
            ),
        ),
        (
            r"no REST API, so no enrolments",
            _plain(lambda: _("Er is nog niet gekozen hoe inschrijven gaat.")),
        ),
        (
            r"no offer leads to a course yet: rights there are not looked at",
            _plain(
                lambda: _("Nog geen training is gekoppeld: rechten in cursussen zijn niet bekeken.")
            ),
        ),
        (r"people can be enrolled in course (?P<courses>.+)", _courses),
        (
            r"(?P<offers>.+ of cycle \d+) \(course (?P<courses>.+)\)",
            lambda m: _("Inschrijven kan nog niet in cursus %(courses)s.", courses=m["courses"]),
        ),
        (
            r"(?P<name>Moodle|Canvas|Brightspace) at (?P<url>\S+)",
            lambda m: _("De verbinding met %(name)s op %(url)s.", name=m["name"], url=m["url"]),
        ),
        (r"(?P<kind>function|right) (?P<name>\S+) \((?P<why>.+)\)", _function),
        (r"it can(?P<not>not)? (?P<what>[^;]+)(?:; (?P<told>.+))?", _ability),
        (
            r"enrolments are put on a list that L&D processes",
            _plain(lambda: _("Inschrijvingen komen op een lijst die de coördinator verwerkt.")),
        ),
        (
            r"look (?:people up|up people and courses of account .+)",
            _plain(lambda: _("Mensen opzoeken in het leerplatform.")),
        ),
    )
)
