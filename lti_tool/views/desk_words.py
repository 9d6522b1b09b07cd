"""What the LMS says to L&D, in words: each code of an adapter or of the outbox has a sentence."""

from __future__ import annotations

from adapters.errors import Refused, Unavailable
from lti_tool.i18n import _
from lti_tool.views.frame import visit

HIDDEN = " is hidden"


def actor() -> str:
    """How the log of changes names the coordinator of this visit."""
    return f"coordinator {visit().person.opaque_id}"


def lms_words(fault: Refused | Unavailable) -> str:
    """Why asking the LMS did not work, and what to do."""
    if isinstance(fault, Unavailable):
        return _("Het leerplatform antwoordt nu niet. Probeer het over een paar minuten opnieuw.")
    return code_words(fault.code)


def course_words(fault: str) -> str:
    """What is wrong with the course of an offer; the technical sentence stands below it."""
    if HIDDEN in fault:
        return _("De cursus is verborgen. Maak hem zichtbaar in het leerplatform en kijk opnieuw.")
    return _(
        "De tool kan in deze cursus niemand inschrijven. Laat de technische reden zien aan de "
        "beheerder van het leerplatform."
    )


def code_words(code: str) -> str:
    """A code of an adapter or of the outbox, as a sentence that says what to do."""
    table = {
        "no_course": _("Deze cursus is in het leerplatform niet te vinden. Kies een andere."),
        "no_api": _("De tool kan dit leerplatform nog niet bereiken. Vraag het de beheerder."),
        "no_token": _(
            "De sleutel van het leerplatform werkt niet. Vraag de beheerder om een nieuwe."
        ),
        "no_account": _(
            "Het account in het leerplatform is niet bekend. Kijk de lijst met medewerkers na."
        ),
        "not_enrolled": _(
            "Het leerplatform schreef niet in. Kijk of het account en de cursus er nog zijn."
        ),
        "not_gradable": _(
            "Deze persoon krijgt in deze cursus geen beoordeling. Je hoeft niets te doen."
        ),
        "no_grade_service": _(
            "De cursus geeft de tool geen toegang tot de beoordelingen. Vraag het de beheerder."
        ),
        "no_line_item": _(
            "De kolom 'Deelname' is weg. Probeer het opnieuw: dan komt er een nieuwe."
        ),
        "no_scan_url": _("Het adres van de scan is nog niet ingevuld bij de kwartaalronde."),
        "bad_address": _("Er klopt iets niet aan een adres. Kijk de lijst met medewerkers na."),
        "lms_trouble": _("Het leerplatform had een storing. Probeer het opnieuw."),
        "unavailable": _("Het leerplatform antwoordt niet. De tool probeert het vanzelf opnieuw."),
        "troubled": _("Het leerplatform antwoordt niet. De tool probeert het vanzelf opnieuw."),
        "mail_refused": _("De mailserver weigert dit bericht. Vraag de beheerder ervan waarom."),
        "no_sender": _("Er is geen afzender. Vraag de beheerder om een mailadres in te vullen."),
        "no_answer": _("Er kwam geen antwoord meer. Misschien is het aangekomen."),
        "not_sent": _("Het leerplatform stuurde dit bericht niet. Misschien wil iemand er geen."),
        "given_up": _(
            "Jullie hebben besloten dat dit niet meer hoeft. De reden staat in het logboek."
        ),
        "crashed": _(
            "Dit is misschien aangekomen, misschien niet. Kijk het na voor je het opnieuw stuurt."
        ),
        "sealed": _("Dit bericht is niet meer te lezen. Vraag het de beheerder van de tool."),
        "defect": _("Er ging iets mis in de tool zelf. Vraag het de beheerder van de tool."),
        "not_in_course": _(
            "Wie een plek heeft, staat nog niet in de cursus. Probeer het straks opnieuw."
        ),
    }
    return table.get(code, _("Het leerplatform weigert dit. Vraag het de beheerder."))
