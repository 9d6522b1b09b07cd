"""What to do about what the check of a connection found, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from lti_tool.i18n import _

Say = Callable[[Match[str]], str]


def _give(found: Match[str]) -> str:
    told = _(
        "Geef de rol van het account dat inschrijft, voor de hele site, het recht %(name)s.",
        name=found["name"],
    )
    if found["identity"]:
        more = _("Vink ook het mailadres aan bij 'Toon gebruikersidentiteit'.")
        return f"{told} {more}"
    return told


def _exact(text: str, say: Callable[[], str]) -> tuple[str, Say]:
    return re.escape(text), lambda _found: say()


_SENTENCES: tuple[tuple[str, Say], ...] = (
    _exact(
        "no key set is served there: copy the address from the LMS",
        lambda: _("Daar staan geen sleutels. Kopieer het adres uit het leerplatform."),
    ),
    _exact(
        "nothing is served there: copy the address from the LMS",
        lambda: _("Daar staat niets. Kopieer het adres uit het leerplatform."),
    ),
    _exact(
        "see that it is well, or see that this machine reaches it",
        lambda: _("Kijk of het leerplatform werkt, en of de server van Themascan erbij kan."),
    ),
    _exact(
        "let both keep time by NTP",
        lambda: _("Laat beide servers hun klok gelijkzetten (NTP)."),
    ),
    (
        r"let it reach that address; in Moodle allow its host and port .*",
        lambda _m: _(
            "Laat het leerplatform bij dat adres. In Moodle: Sitebeheer, Beveiliging, "
            "HTTP-beveiliging."
        ),
    ),
    (
        r"it answers (?P<status>\d+): ask who runs the LMS",
        lambda m: _(
            "Het antwoordt met fout %(status)s. Vraag het wie het leerplatform beheert.",
            status=m["status"],
        ),
    ),
    (
        r"use `themascan platform api \d+`",
        lambda _m: _("Kies hieronder wat voor leerplatform het is en vul het adres in."),
    ),
    (
        r"(?P<host>\S+) does not answer(?: \(.*\))?",
        lambda m: _("%(host)s antwoordt niet.", host=m["host"]),
    ),
    (
        r"(?P<host>\S+) is a private address: .*",
        lambda m: _(
            "%(host)s is een adres binnen jullie netwerk. Vraag wie de server van Themascan "
            "beheert om het toe te staan.",
            host=m["host"],
        ),
    ),
    (
        r"the course is hidden: .*",
        lambda _m: _("De cursus is verborgen. Maak hem zichtbaar in het leerplatform."),
    ),
    (
        r"add (?P<name>\S+) to the service",
        lambda m: _("Voeg %(name)s toe aan de webservice in Moodle.", name=m["name"]),
    ),
    (
        r"give the role of the service account, in the system context, (?P<name>[^\s,]+)"
        r"(?P<identity>, and tick .*)?",
        _give,
    ),
    (
        r"(?:Moodle does not know the token|the token has expired): .*",
        lambda _m: _("De sleutel werkt niet meer. Maak een nieuwe en vul die hieronder in."),
    ),
    _exact(
        "the token works from other addresses only: add this machine's to it",
        lambda: _("De sleutel werkt alleen vanaf andere adressen. Voeg dat van Themascan toe."),
    ),
    (
        r"Moodle lets the account use nothing: .*",
        lambda _m: _(
            "Het account mag nog niets. Zet de webservice aan, zet het account erbij, voeg de "
            "functies toe, en geef de rol webservice/rest:use."
        ),
    ),
    (
        r"the account may not enrol people: .*",
        lambda _m: _("Het account mag niemand inschrijven. Geef de rol enrol/manual:enrol."),
    ),
    (
        r"the account may not give this role: .*",
        lambda _m: _(
            "Het account mag deze rol niet geven. Geef de rol moodle/role:assign en sta de rol "
            "toe bij 'Roltoewijzingen toestaan'."
        ),
    ),
    (
        r"manual enrolment is missing or switched off in the course: .*",
        lambda _m: _("Zet 'Handmatige aanmelding' aan in de cursus."),
    ),
    (
        r"the account may not enter the course: .*",
        lambda _m: _(
            "Het account mag de cursus niet in. Geef de rol moodle/course:view en maak de cursus "
            "zichtbaar."
        ),
    ),
    (
        r"the account of the token may not add students: .*",
        lambda _m: _("Geef het account in Canvas het recht om studenten toe te voegen."),
    ),
    (
        r"make the account of the token an administrator there, .*",
        lambda _m: _("Maak het account in Canvas daar beheerder, met het recht mensen te zien."),
    ),
    (
        r"give the role of the account the permission to see user information",
        lambda _m: _("Geef de rol van het account het recht om gebruikersinformatie te zien."),
    ),
)
ADVICE: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern), say) for pattern, say in _SENTENCES
)
