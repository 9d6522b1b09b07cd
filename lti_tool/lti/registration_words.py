"""What people read when a registration came to nothing: a title, and what to do."""

from __future__ import annotations

from lti_tool.i18n import _
from lti_tool.lti.openid_configuration import NotRegistered

Words = dict[str, tuple[str, str]]


def advice_for(fault: NotRegistered) -> tuple[str, str]:
    """Title and advice; every code of ``NotRegistered`` has its words."""
    words = {**_of_the_invitation(), **_of_the_lms(fault.detail), **_of_the_answer(fault.detail)}
    return words[fault.code]


def _again() -> str:
    return _("Begin in het leerplatform opnieuw. De uitnodiging is nog geldig.")


def _of_the_invitation() -> Words:
    new_code = _("Vraag de beheerder van Themascan om een nieuwe uitnodiging.")
    done = _("Het leerplatform is dan al aangesloten. Zo niet:")
    return {
        "no_such_code": (_("Deze uitnodiging kennen we niet"), new_code),
        "code_spent": (_("Deze uitnodiging is al gebruikt"), f"{done} {new_code}"),
        "code_over": (_("Deze uitnodiging is verlopen"), new_code),
        "not_from_an_lms": (
            _("Open dit adres vanuit het leerplatform"),
            _("Plak het in Moodle bij Sitebeheer, Plug-ins, Externe tool, Tools beheren."),
        ),
        "odd_introduction": (_("Het leerplatform stuurde gegevens die niet kloppen"), _again()),
        "deployment_taken": (
            _("Deze koppeling hoort al bij een andere organisatie"),
            _("Vraag de beheerder van Themascan om hulp."),
        ),
    }


def _of_the_lms(detail: str) -> Words:
    can_it = _("Controleer of het leerplatform LTI 1.3 met dynamische registratie kan.")
    address = _("Controleer het webadres in de instellingen van het leerplatform.")
    private = _(
        "Staat het op een intern adres? Dan moet de beheerder van Themascan dat "
        "toestaan met THEMASCAN_ALLOW_PRIVATE_HOSTS."
    )
    return {
        "odd_configuration": (
            _("We begrijpen de gegevens van het leerplatform niet"),
            f"{can_it} ({detail})" if detail else can_it,
        ),
        "other_issuer": (
            _("Het leerplatform noemt zich anders dan zijn adres"),
            f"{address} {_again()}",
        ),
        "lms_out_of_reach": (
            _("We kunnen het leerplatform niet bereiken"),
            f"{private} ({detail}) {_again()}",
        ),
    }


def _of_the_answer(detail: str) -> Words:
    said = _("Het leerplatform zei: %(words)s.", words=detail) if detail else ""
    look = _("Kijk of Themascan in de lijst met tools staat, en verwijder het daar. ")
    return {
        "lms_refused": (
            _("Het leerplatform wilde Themascan niet aansluiten"),
            f"{said} {_meaning(detail)} {_again()}",
        ),
        "odd_answer": (
            _("We begrijpen het antwoord van het leerplatform niet"),
            look + _again(),
        ),
    }


def _meaning(detail: str) -> str:
    """What Moodle's short answers mean."""
    known = {
        "token": _("De sleutel van deze poging is al gebruikt of ontbreekt."),
        "domain": _("Het webadres van Themascan (THEMASCAN_PUBLIC_URL) klopt niet."),
    }
    return next((words for name, words in known.items() if name in detail), "")
