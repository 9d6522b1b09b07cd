"""Who sees what, in the words that a person reads before the start (DESIGN 6).

Each enrolment policy tells others something else: what, and an example of it, stands here for
the person and for whoever chooses the policy.
"""

from __future__ import annotations

from lti_tool.i18n import _
from lti_tool.models import Organisation


def lms_sees(policy: str) -> str:
    """What teachers and L&D can see in the LMS under an enrolment policy."""
    table = {
        "everyone": _(
            "Docenten en het opleidingsteam: in het leerplatform dat je meedeed, en dezelfde "
            "trainingen als bij iedereen die meedeed. Ook welke je opent en afmaakt."
        ),
        "self-service": _(
            "Docenten en het opleidingsteam: in het leerplatform dat je meedeed, welke "
            "trainingen je zelf koos, en welke je opent en afmaakt."
        ),
        "targeted": _(
            "Docenten en het opleidingsteam: in het leerplatform dat je meedeed, de trainingen "
            "die bij jouw uitslag horen of die je koos, en welke je opent en afmaakt. Zij kunnen "
            "daaruit afleiden waar je onder het minimum zat."
        ),
    }
    return table[policy]


def participants_see(policy: str) -> str:
    """What those who are in the same course can see under an enrolment policy."""
    table = {
        "everyone": _(
            "Andere deelnemers van een training: soms dat jij er ook in staat. Dat zegt niets "
            "over je uitslag, want iedereen die meedeed staat erin."
        ),
        "self-service": _("Andere deelnemers van een training: soms dat jij die ook koos."),
        "targeted": _(
            "Andere deelnemers van een training: soms dat jij er ook in staat. Ook zij kunnen "
            "daaruit iets afleiden."
        ),
    }
    return table[policy]


def policy_example(policy: str) -> str:
    """What an enrolment policy gives away, as an example."""
    table = {
        "everyone": _(
            "Een voorbeeld: jij moet nog iets leren, je collega niet. Toch staan jullie bij "
            "precies dezelfde trainingen. Doe jij er één en je collega geen? Dan zien docenten "
            "dat. Waarom, zien ze niet."
        ),
        "self-service": _(
            "Een voorbeeld: jij start één training. Docenten zien dan die ene training bij je "
            "naam. Of je hem nodig had of gewoon leuk vond, zien ze niet."
        ),
        "targeted": _(
            "Een voorbeeld: bij jouw naam staat één training, bij die van je collega geen. "
            "Docenten kunnen dan bedenken dat jij bij dat onderdeel onder het minimum zat."
        ),
    }
    return table[policy]


def telling_policy(policy: str) -> str:
    """What must be said before the start when enrolments tell something; else empty."""
    if policy != "targeted":
        return ""
    return _(
        "Let op: na de scan krijg je in het leerplatform de trainingen die bij jouw uitslag "
        "horen. Docenten en het opleidingsteam kunnen daaruit afleiden waar je onder het "
        "minimum zat. Je score zien ze niet."
    )


def promise(organisation: Organisation, policy: str) -> list[str]:
    """Who sees what, line by line."""
    return [
        _("Jij: je uitslag en je antwoorden. Niemand anders kan ze in het programma openen."),
        _(
            "Je leidinggevende: hoeveel collega's meededen, en een grof beeld van het team als "
            "het groot genoeg is. Geen namen en geen uitslagen."
        ),
        _("Directie en projectteam: alleen cijfers van grotere groepen."),
        lms_sees(policy),
        participants_see(policy),
        _("Wie een workshop geeft en wie eraan meedoet: dat jij die workshop koos."),
        policy_example(policy),
        _(
            "We maken groepscijfers pas als minstens %(k)s collega's meededen.",
            k=organisation.k,
        ),
    ]
