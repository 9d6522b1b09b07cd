"""How a launch is refused: one way to raise it, one table of what people read."""

from __future__ import annotations

from lti_tool.i18n import _
from lti_tool.problems import FriendlyProblem

PLATFORM_ERROR = "platform_error"
FORBIDDEN = frozenset({"not_for_learners", "not_me"})


class Refusal(Exception):
    """A launch that is not taken; ``code`` says why, for the log and for the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# OpenID Connect Core 3.1.2.6 and RFC 6749 4.1.2.1; anything else is not worth a line in a log.
SAID = frozenset(
    {
        "access_denied",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
    }
)


def of_the_lms(error: str) -> Refusal:
    """The refusal when an LMS answers a login with an error instead of a token."""
    return Refusal(f"platform_error:{error}" if error in SAID else PLATFORM_ERROR)


def _again() -> str:
    return _("Ga terug naar het leerplatform en open de scan opnieuw.")


def _admin_too() -> str:
    tell = _("Blijft dit zo? Geef dan het nummer hieronder door aan de beheerder.")
    return f"{_again()} {tell}"


def _of_the_moment() -> dict[str, tuple[str, str]]:
    """What the person can mend, or what mends itself."""
    return {
        "login_over": (_("Dit duurde te lang of is al gebruikt"), _again()),
        "other_browser": (
            _("Je browser liet iets niet toe"),
            _("Open de scan in een nieuw tabblad, of sta cookies toe voor deze site."),
        ),
        "not_me": (
            _("Goed dat je het zegt"),
            _("Er is niets geopend. Sluit dit tabblad en open de scan zelf in het leerplatform."),
        ),
        "keys_out_of_reach": (
            _("We kunnen het leerplatform nu niet bereiken"),
            _("Probeer het over een paar minuten nog een keer."),
        ),
        "clock": (_("De klok van het leerplatform loopt niet gelijk"), _admin_too()),
        PLATFORM_ERROR: (
            _("Het leerplatform kon je niet aanmelden"),
            _("Log opnieuw in bij het leerplatform en open de scan nog een keer."),
        ),
    }


def _of_the_registration() -> dict[str, tuple[str, str]]:
    """What an administrator has to mend."""
    return {
        "unknown_platform": (
            _("Dit leerplatform kennen we niet"),
            _("De beheerder moet het leerplatform eerst aansluiten, met de juiste gegevens."),
        ),
        "unknown_deployment": (
            _("Deze koppeling kennen we niet"),
            _("De beheerder moet de deployment toevoegen, of de koppeling opnieuw maken."),
        ),
        "ambiguous_platform": (
            _("Het leerplatform zegt niet welke koppeling dit is"),
            _("De beheerder kan in het leerplatform het client-id laten meesturen."),
        ),
        "target_elsewhere": (
            _("De link wijst naar een ander adres"),
            _("De beheerder moet in het leerplatform het adres van de scan verbeteren."),
        ),
    }


def _of_placing() -> dict[str, tuple[str, str]]:
    """What somebody who places a link must know."""
    return {
        "takes_no_links": (
            _("Hier kun je geen link naar de scan plaatsen"),
            _("Kies in het leerplatform een plek waar een externe tool mag staan."),
        ),
        "not_for_learners": (
            _("De scan plaatsen is voor docenten en beheerders"),
            _("Wil je de scan doen? Open hem dan in de cursus."),
        ),
    }


def _advice(code: str) -> tuple[str, str]:
    words = {**_of_the_moment(), **_of_the_registration(), **_of_placing()}
    usual = (_("We konden je niet aanmelden"), _admin_too())
    return words.get(code.partition(":")[0], usual)


def as_problem(refusal: Refusal) -> FriendlyProblem:
    """The page of a refusal."""
    title, advice = _advice(refusal.code)
    status = 403 if refusal.code in FORBIDDEN else 400
    return FriendlyProblem(refusal.code, title, advice, status)
