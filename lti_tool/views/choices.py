"""What somebody may place in a course: the scan, a theme's learning page, an offer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from lti_tool.i18n import _, language
from lti_tool.lti.deep_linking import Choice
from lti_tool.models import Cycle, OfferLink, ThemePackRow
from lti_tool.views.wording import quarter_name
from questionnaires.model import ThemePack
from questionnaires.packs import pack_from_document

# What runs, and what comes: a link to something past would lead nowhere.
PLACEABLE = ("planned", "ready", "open")
# The ids of a cycle's linked offers, with spaces: an id has none.
LINKED = (
    select(func.aggregate_strings(OfferLink.offer_id, " "))
    .where(OfferLink.cycle_id == Cycle.id)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Placeable:
    """What can be placed in a course, and the scans that it has already, with the moment."""

    choices: Sequence[Choice]
    there: Sequence[tuple[Choice, datetime]]

    def chosen(self, choice: str, again: str) -> Choice | None:
        """The choice of that id; one that is there only by asking for it ``again``."""
        new = {row.id: row for row in self.choices}
        old = {row.id: row for row, _at in self.there}
        return old.get(again) if again else new.get(choice)

    @property
    def first_field(self) -> str:
        """The field that a fault points at."""
        return f"choice-{self.choices[0].id}" if self.choices else "choice"


def placeable(session: Session, organisation_id: int, there: Mapping[str, datetime]) -> Placeable:
    """The choices; ``there`` says since when the course has which."""
    found = choices(session, organisation_id)
    return Placeable(
        choices=[row for row in found if row.id not in there],
        there=[(row, there[row.id]) for row in found if row.id in there],
    )


def choices(session: Session, organisation_id: int) -> list[Choice]:
    """What this organisation can have placed now; the scan of whatever cycle runs comes first."""
    rows = session.execute(
        select(Cycle, ThemePackRow, LINKED)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == organisation_id, Cycle.state.in_(PLACEABLE))
        .order_by(Cycle.opens)
        .options(undefer(ThemePackRow.document))
    ).all()
    packs = [
        (cycle, pack_from_document(row.document).in_language(language()), set((ids or "").split()))
        for cycle, row, ids in rows
    ]
    found = [_running_scan()]
    for cycle, pack, _linked in packs:
        found.append(_scan_of(cycle, pack))
    for cycle, pack, linked in packs:
        found.append(_learning(cycle, pack))
        found.extend(_offers(cycle, pack, linked))
    return found


def _running_scan() -> Choice:
    return Choice(
        id="scan",
        title=_("Scan digitale vaardigheden"),
        text=_("Doe de scan van dit kwartaal. Je bent in 10 minuten klaar."),
        hint=_("Eén link voor elk kwartaal: hij leidt altijd naar de scan die dan loopt."),
        custom={"page": "scan"},
        once=True,
    )


def _scan_of(cycle: Cycle, pack: ThemePack) -> Choice:
    return Choice(
        id=f"cycle-{cycle.id}",
        title=_("Scan: %(theme)s", theme=pack.title),
        text=_("Doe de scan. Je bent in 10 minuten klaar."),
        hint=_(
            "Alleen voor het %(quarter)s, met een kolom 'Deelname' in de beoordelingen. Wie "
            "meedoet, krijgt daar allemaal hetzelfde.",
            quarter=quarter_name(cycle.quarter),
        ),
        custom={"page": "scan", "cycle": str(cycle.id)},
        cycle_id=cycle.id,
        once=True,
    )


def _learning(cycle: Cycle, pack: ThemePack) -> Choice:
    return Choice(
        id=f"learning-{cycle.id}",
        title=_("Leren: %(theme)s", theme=pack.title),
        text=_("Bekijk je uitslag en het aanbod dat daarbij past."),
        hint=_("De eigen leerpagina van wie de scan heeft gedaan."),
        custom={"page": "learning", "theme": pack.id},
    )


def _offers(cycle: Cycle, pack: ThemePack, linked: Collection[str]) -> Iterator[Choice]:
    for offer in pack.offers:
        if offer.id in linked:
            yield Choice(
                id=f"offer-{cycle.id}-{offer.id}",
                title=offer.title,
                text=offer.description,
                hint=_("Aanbod bij ‘%(theme)s’, te starten na de scan.", theme=pack.title),
                custom={"page": "offer", "offer": offer.id},
            )
