"""What still keeps a planned cycle shut, as sentences for the people who plan (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.i18n import _, language
from lti_tool.models import Cycle, OfferLink, Person, ThemePackRow
from questionnaires.model import ThemePack
from questionnaires.pack_meaning import reaches
from questionnaires.packs import pack_from_document


@dataclass(frozen=True, slots=True)
class Course:
    """The course of an offer; ``fault`` says why nobody can be enrolled in it, if so."""

    healthy: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that the gate looks at; ``pack`` is None when it cannot be read."""

    pack: ThemePack | None
    courses: Mapping[str, Course]
    people: int
    scan_url: str
    other_open: str | None = None


def gate_findings(session: Session, cycle: Cycle) -> list[str]:
    """One sentence for each thing that is missing; four statements, no call outside.

    In the language of the page; on the command line and in jobs in Dutch.
    """
    return list(findings(_surroundings(session, cycle)))


def obstacles(session: Session, cycle: Cycle) -> list[str]:
    """Those of the gate's sentences that nobody can decide to pass over."""
    return list(_impossible(_surroundings(session, cycle)))


def findings(seen: Surroundings) -> Iterator[str]:
    """The sentences of what was seen; pure."""
    yield from _impossible(seen)
    if not seen.people:
        yield _("Er zijn nog geen medewerkers: laad ze met `themascan roster import`.")
    if not seen.scan_url:
        yield _("Het adres van de scan in het leerplatform (scan_url) is nog niet ingevuld.")
    if seen.pack is not None:
        yield from _missing_offers(seen.pack, seen.courses)


def _impossible(seen: Surroundings) -> Iterator[str]:
    if seen.pack is None:
        yield _("Het themapakket is niet te lezen: importeer het opnieuw.")
    if seen.other_open is not None:
        yield _(
            "De ronde van %(quarter)s staat nog open: deze kan pas daarna beginnen.",
            quarter=seen.other_open,
        )


def _missing_offers(pack: ThemePack, courses: Mapping[str, Course]) -> Iterator[str]:
    for skill in pack.skills:
        needs = {row.get(skill.id, 0) for row in pack.minima.values()} - {0}
        for minimum in sorted(needs):
            offers = [offer.id for offer in pack.offers if reaches(offer, skill.id, minimum)]
            if not any(offer in courses and courses[offer].healthy for offer in offers):
                groups = [key for key, row in pack.minima.items() if row.get(skill.id) == minimum]
                yield (
                    f"{skill.title}, minimum {minimum} ({', '.join(groups)}): "
                    + _why(offers, courses)
                )


def _why(offers: list[str], courses: Mapping[str, Course]) -> str:
    if not offers:
        return _("het thema heeft geen passende microlearning.")
    linked = [offer for offer in offers if offer in courses]
    if not linked:
        either = _("of")
        return _(
            "koppel %(offers)s aan een cursus met `themascan offer link`.",
            offers=f" {either} ".join(offers),
        )
    return "; ".join(
        _(
            "%(offer)s is nog niet te gebruiken: %(fault)s",
            offer=offer,
            fault=courses[offer].fault or _("niet gecontroleerd"),
        )
        for offer in linked
    )


def _surroundings(session: Session, cycle: Cycle) -> Surroundings:
    document = session.scalar(
        select(ThemePackRow.document).where(ThemePackRow.id == cycle.theme_pack_id)
    )
    people = select(func.count(Person.id)).where(
        Person.organisation_id == cycle.organisation_id,
        Person.on_roster,
        Person.erased_at.is_(None),
    )
    other = select(Cycle.quarter).where(
        Cycle.organisation_id == cycle.organisation_id, Cycle.state == "open", Cycle.id != cycle.id
    )
    return Surroundings(
        pack=_pack(document),
        courses=_courses(session, cycle.id),
        people=session.scalar(people) or 0,
        scan_url=cycle.scan_url,
        other_open=session.scalars(other.limit(1)).first(),
    )


def _courses(session: Session, cycle_id: int) -> dict[str, Course]:
    rows = session.execute(
        select(OfferLink.offer_id, OfferLink.healthy, OfferLink.fault).where(
            OfferLink.cycle_id == cycle_id
        )
    )
    return {offer: Course(healthy, fault) for offer, healthy, fault in rows}


def _pack(document: Mapping[str, Any] | None) -> ThemePack | None:
    try:
        return None if document is None else pack_from_document(document).in_language(language())
    except (LookupError, TypeError, ValueError):
        return None
