"""The library: what earlier themes offer stays open to everybody, by one's own choice.

Nothing here knows of a result, of anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import undefer

from lti_tool.models import Cycle, OfferLink, OfferSetting, Person, Scan, ThemePackRow
from lti_tool.services.choosing import enrol_by_choice, enrolment_states
from lti_tool.services.completions import Key, local_day
from lti_tool.services.scanning import TAKES_SCANS
from lti_tool.services.sheets import Desk
from lti_tool.services.writeback import set_for_all
from questionnaires.model import ThemePack
from questionnaires.packs import pack_from_document

UPCOMING = ("planned", "ready")


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme with what L&D set for its offers; of a theme that came by twice, the last time."""

    cycle: Cycle
    pack: ThemePack
    links: Mapping[str, OfferLink]
    settings: Mapping[str, OfferSetting]


def themes(desk: Desk, person: Person, running: Cycle | None) -> list[Theme]:
    """Every other theme than the running one, the newest first; three statements.

    A theme to come is among them from the first day that L&D set for one of its offers.
    """
    rows = desk.session.execute(
        select(Cycle, ThemePackRow)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(
            Cycle.organisation_id == person.organisation_id,
            Cycle.opened_at.is_not(None) | (Cycle.state.in_(UPCOMING) & _has_begun(desk)),
        )
        .order_by(Cycle.opens.desc(), Cycle.id.desc())
        .options(undefer(ThemePackRow.document))
    ).all()
    shown: dict[str, tuple[Cycle, ThemePackRow]] = {}
    now = next((row.pack_id for cycle, row in rows if running and cycle.id == running.id), None)
    for cycle, row in rows:
        if row.pack_id != now:
            shown.setdefault(row.pack_id, (cycle, row))
    return list(_read(desk, list(shown.values())))


def _has_begun(desk: Desk) -> object:
    return exists().where(
        OfferSetting.cycle_id == Cycle.id, OfferSetting.available_from <= local_day(desk.now)
    )


def begins_on(desk: Desk, organisation_id: int, theme: str) -> date | None:
    """The first day of a theme that is still to come; None when it is not planned."""
    return desk.session.scalar(
        select(func.min(Cycle.opens))
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(_is_to_come(desk, organisation_id), ThemePackRow.pack_id == theme)
    )


def offer_begins_on(desk: Desk, organisation_id: int, offer_id: str) -> date | None:
    """The same of an offer, where L&D tied it to a course already."""
    return desk.session.scalar(
        select(func.min(Cycle.opens))
        .join(OfferLink, OfferLink.cycle_id == Cycle.id)
        .where(_is_to_come(desk, organisation_id), OfferLink.offer_id == offer_id)
    )


def _is_to_come(desk: Desk, organisation_id: int) -> ColumnElement[bool]:
    later = Cycle.opens > local_day(desk.now)
    return (Cycle.organisation_id == organisation_id) & Cycle.state.in_(UPCOMING) & later


def _read(desk: Desk, rows: Sequence[tuple[Cycle, ThemePackRow]]) -> Iterator[Theme]:
    ids = [cycle.id for cycle, _ in rows]
    links: dict[int, dict[str, OfferLink]] = defaultdict(dict)
    settings: dict[int, dict[str, OfferSetting]] = defaultdict(dict)
    for link in desk.session.scalars(select(OfferLink).where(OfferLink.cycle_id.in_(ids))):
        # A course of years ago may be gone: then there is nothing to start.
        if link.healthy:
            links[link.cycle_id][link.offer_id] = link
    for row in desk.session.scalars(select(OfferSetting).where(OfferSetting.cycle_id.in_(ids))):
        settings[row.cycle_id][row.offer_id] = row
    for cycle, theme in rows:
        pack = _pack(desk, theme)
        if pack is not None:
            yield Theme(cycle, pack, links[cycle.id], settings[cycle.id])


def _pack(desk: Desk, row: ThemePackRow) -> ThemePack | None:
    try:
        return pack_from_document(row.document).in_language(desk.language)
    except (LookupError, TypeError, ValueError):
        # Older than this version can read.
        return None


def own_states(desk: Desk, person: Person, found: Sequence[Theme]) -> dict[Key, str]:
    """The outbox state of the person's enrolments, by (cycle, offer); one statement."""
    links = {
        (theme.cycle.id, offer): link for theme in found for offer, link in theme.links.items()
    }
    return enrolment_states(desk, person, links)


def take(desk: Desk, person: Person, theme: Theme, offer_id: str) -> None:
    """The person's own click: enrol, if that is not under way; commits.

    What everybody who did the scan gets comes by itself for those who did: a lone enrolment
    would tell who clicked (:mod:`services.levelling`).
    """
    link = theme.links[offer_id]
    if _comes_by_itself(desk, person, theme, link):
        return
    enrol_by_choice(desk.session, desk.vault, person, link, desk.now)
    desk.session.commit()


def _comes_by_itself(desk: Desk, person: Person, theme: Theme, link: OfferLink) -> bool:
    cycle = theme.cycle
    if cycle.policy != "everyone" or cycle.state not in TAKES_SCANS:
        return False
    done = select(Scan.id).where(
        Scan.cycle_id == cycle.id, Scan.person_id == person.id, Scan.submitted_at.is_not(None)
    )
    return link in set_for_all(theme.pack, dict(theme.links)) and bool(desk.session.scalar(done))
