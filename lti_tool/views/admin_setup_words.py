"""The steps of setting up in words: what each is for, and where it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services.attention import can_reach
from lti_tool.services.first_start import STEPS, Standing, standing_of
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import visit


@dataclass(frozen=True, slots=True)
class Step:
    """``missing`` is said while it is not done; ``path`` follows the address of the visit."""

    key: str
    title: str
    what: str
    missing: str
    path: str
    done: bool
    may_mark: str = ""


def standing_here() -> Standing:
    """How far the visitor's organisation is."""
    session, organisation = db.session(), visit().organisation.id
    can_mail = toolbox().settings.smtp_url is not None
    return standing_of(session, organisation, can_reach(session, organisation, can_mail))


def steps(standing: Standing) -> Sequence[Step]:
    """All steps in their order."""
    table = {**_people(), **_rest(standing)}
    return [
        Step(key, *table[key], done=standing.done(key), may_mark=_may_mark(standing, key))
        for key in STEPS
    ]


def missing(standing: Standing) -> Sequence[Step]:
    """The steps that are not done."""
    return [step for step in steps(standing) if not step.done]


def _may_mark(standing: Standing, key: str) -> str:
    """What the button says with which a step is done without more; empty when it has none."""
    if key == "managers" and not standing.done(key):
        return _("We doen het zonder leidinggevenden")
    if key == "messages" and not standing.done(key):
        return _("We doen het zonder berichten")
    return ""


def _people() -> dict[str, tuple[str, str, str, str]]:
    return {
        "organisation": (
            _("Jullie organisatie"),
            _("De naam boven elke pagina, en wie collega's kunnen bellen of mailen."),
            _("Vul de naam in, en bij wie collega's terechtkunnen."),
            "/setup/organisation",
        ),
        "groups": (
            _("Functiegroepen"),
            _("Wie hetzelfde soort werk doet, krijgt dezelfde vragen. Er staan er acht klaar."),
            _("Kijk of de functiegroepen bij jullie passen."),
            "/function-groups",
        ),
        "roster": (
            _("Collega's en teams"),
            _("Een lijst van HR of uit het leerplatform. Je ziet vooraf wat er verandert."),
            _("Er staat nog niemand op de personeelslijst."),
            "/roster",
        ),
        "managers": (
            _("Leidinggevenden"),
            _("In de lijst staat bij een leidinggevende welk team. Die ziet alleen cijfers."),
            _("Nog geen team heeft een leidinggevende. Zet die in de kolom manages_team."),
            "/roster",
        ),
        "coordinator": (
            _("Een coördinator"),
            _("Iemand van leren en ontwikkelen, of jijzelf. Die koppelt trainingen aan cursussen."),
            _("Er is nog geen coördinator."),
            "/people",
        ),
    }


def _rest(standing: Standing) -> dict[str, tuple[str, str, str, str]]:
    return {
        "platform": (
            _("Het leerplatform"),
            _("Hoe Themascan collega's inschrijft, en of de verbinding werkt."),
            _("Kijk de verbinding met het leerplatform na, tot alles in orde is.")
            if standing.api
            else _("Kies hoe Themascan collega's inschrijft in het leerplatform."),
            "/platforms",
        ),
        "messages": (
            _("Berichten"),
            _("Uitnodigingen en herinneringen: per mail, of in het leerplatform zelf.")
            if standing.heard
            else _(
                "Er gaat geen mail uit: er is geen mailserver ingesteld. Zonder mailserver krijgt "
                "niemand een uitnodiging of herinnering. De scan gaat wel open."
            ),
            _(
                "Kies: laat wie de server beheert een mailserver instellen (SMTP_URL), of doe "
                "het zonder berichten."
            ),
            "/messages",
        ),
        "privacy": (
            _("Privacy"),
            _("Wat anderen kunnen afleiden uit wie waar is ingeschreven. Dat kies je vooraf."),
            _("Lees wat jullie keuzes over privacy betekenen."),
            "/setup/privacy",
        ),
        "theme": (
            _("Het eerste thema"),
            _("Vragen, trainingen en een gesprek voor het team, over één onderwerp."),
            _("Kies het eerste thema."),
            "/setup/theme",
        ),
        "year": (
            _("Het jaarplan"),
            _("In welk kwartaal de scan opengaat. Daarna loopt alles op de kalender."),
            _("Plan het eerste kwartaal."),
            "/year",
        ),
        "place": (
            _("De scan in een cursus"),
            _("Zet Themascan als activiteit in een cursus voor iedereen. Daar openen ze de scan."),
            _("Vul bij het kwartaal het adres van de scan in het leerplatform in."),
            "/year",
        ),
    }
