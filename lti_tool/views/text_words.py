"""Words about texts of an organisation: what fields mean, and what is wrong in plain language."""

from __future__ import annotations

from lti_tool.i18n import _
from lti_tool.services.message_texts import booking_message_names, template_of
from lti_tool.services.text_rules import PAGES, Wrong


def moments() -> list[tuple[str, tuple[str, ...]]]:
    """The texts by the moment at which people get them."""
    return [
        (_("Voordat de scan opengaat"), ("announce", "kit")),
        (_("Terwijl de scan openstaat"), ("invite", "remind_1", "remind_2")),
        (_("Na de eigen scan"), ("thanks", "nudge")),
        (_("Aan het einde van het kwartaal"), ("feedback", "evaluate")),
        (_("Over een plek bij een workshop"), booking_message_names()),
        (_("Op een pagina"), PAGES),
    ]


def name_and_moment(name: str, language: str) -> tuple[str, str]:
    """What a text is called, and when and where it is read."""
    if name in PAGES:
        return _("Welkomstpagina"), _("Voordat iemand begint, onder de startknop")
    template = template_of(name, language)
    return template.name, template.when


def part_name(field: str) -> str:
    """What a part of a text is called."""
    return {
        "subject": _("Onderwerp"),
        "preview": _("Voorbeeldregel"),
        "body": _("Tekst"),
    }[field]


def meaning(field: str) -> str:
    """What comes in the place of a field."""
    return {
        "organisation": _("naam van de organisatie"),
        "theme": _("titel van het thema; zet er zelf ‘ en ’ omheen"),
        "minutes": _("hoeveel minuten de scan kost"),
        "quarter": _("het kwartaal"),
        "opens": _("eerste dag van de scan"),
        "closes": _("laatste dag van de scan"),
        "hello": _("begroeting, met de voornaam als die bekend is"),
        "first_name": _("voornaam, soms leeg"),
        "signed": _("naam van de contactpersoon en de organisatie"),
        "reach_us": _("zin die zegt hoe je hulp krijgt"),
        "contact_name": _("naam van de contactpersoon"),
        "contact_email": _("mailadres van de contactpersoon"),
        "contact_phone": _("telefoonnummer van de contactpersoon"),
        "findings": _("wat er over de hele organisatie is gepubliceerd; een eigen alinea"),
        "activity": _("titel van de workshop of inloop; zet er zelf ‘ en ’ omheen"),
        "day": _("dag van de workshop"),
        "starts": _("begintijd"),
        "ends": _("eindtijd"),
        "where": _("zin die zegt waar het is"),
    }[field]


def fault(wrong: Wrong) -> str:
    """What is wrong, and what to do about it."""
    braced = f"{{{{{wrong.found}}}}}"
    return {
        "empty": _("Vul dit in."),
        "long": _("Dit is te lang. Gebruik hooguit %(most)s tekens.", most=wrong.found),
        "telling": _(
            "Hier mag '%(word)s' niet staan. Iedereen kan dit zien, dus er staat nooit een "
            "uitslag, een niveau of iets verplichts in.",
            word=wrong.found,
        ),
        "address": _(
            "Haal het adres %(address)s weg. Uit een bericht leidt één weg: de knop naar het "
            "leerplatform.",
            address=wrong.found,
        ),
        "blank": _("Er staat een leeg invulveld. Zet er een naam in of haal het weg."),
        "unknown": _(
            "%(field)s kan hier niet. Kies een veld uit de lijst hieronder.", field=braced
        ),
        "braces": _("Een accolade staat los. Schrijf een veld zo: %(field)s", field="{{theme}}"),
        "missing": _("%(field)s ontbreekt. Zet het in de tekst.", field=braced),
        "button": _("De knop ontbreekt. Zet op een eigen regel: [[woorden op de knop]]"),
        "buttons": _("Er staan meer knoppen in. Laat er één over."),
        "brackets": _("Dubbele vierkante haken zijn alleen voor de knop, op een eigen regel."),
        "apart": _("Zet %(field)s in een eigen alinea.", field="{{findings}}"),
        "opening": _(
            "Begin met een begroeting en een alinea voor je collega's van L&D. Wat daarna komt, is "
            "voor het intranet."
        ),
    }[wrong.code]
