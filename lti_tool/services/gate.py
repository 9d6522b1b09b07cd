"""What still keeps a planned cycle shut, as sentences for the people who plan (DESIGN 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.i18n import language
from lti_tool.models import Cycle, FunctionGroup, OfferLink, Person, ThemePackRow
from lti_tool.services.gate_gaps import Course, Gap, Surroundings, findings, impossible
from lti_tool.services.minima_frozen import Table, with_minima
from questionnaires.calendar import local_date
from questionnaires.model import ThemePack
from questionnaires.packs import pack_from_document


def gate_findings(session: Session, cycle: Cycle, now: datetime) -> list[str]:
    """One sentence for each thing that is missing, with the command that mends it.

    Five statements, no call outside. In the language of the page; on the command line and
    in jobs in Dutch.
    """
    return [gap.line for gap in findings(_surroundings(session, cycle, now))]


def gate_gaps(session: Session, cycle: Cycle, now: datetime) -> list[Gap]:
    """The same for a page: what is missing, where it is mended and who needs it."""
    return list(findings(_surroundings(session, cycle, now)))


def gate_words(session: Session, cycle: Cycle, now: datetime) -> list[str]:
    """The same sentences alone, without commands, and with titles instead of ids."""
    return [gap.words for gap in gate_gaps(session, cycle, now)]


def obstacles(session: Session, cycle: Cycle) -> list[str]:
    """Those of the gate's sentences that nobody can decide to pass over."""
    return [gap.line for gap in impossible(_surroundings(session, cycle))]


def _surroundings(session: Session, cycle: Cycle, now: datetime | None = None) -> Surroundings:
    theme = session.execute(
        select(ThemePackRow.document, Cycle.minima)
        .join(Cycle, Cycle.theme_pack_id == ThemePackRow.id)
        .where(Cycle.id == cycle.id)
    ).first()
    people = select(func.count(Person.id)).where(
        Person.organisation_id == cycle.organisation_id,
        Person.on_roster,
        Person.erased_at.is_(None),
        Person.rehearsal.is_(False),
    )
    other = select(Cycle.quarter).where(
        Cycle.organisation_id == cycle.organisation_id, Cycle.state == "open", Cycle.id != cycle.id
    )
    if now is not None and local_date(now) < cycle.opens:
        # One that closes before this one opens is in nobody's way.
        other = other.where(Cycle.closes >= cycle.opens)
    return Surroundings(
        pack=_pack(*theme) if theme else None,
        courses=_courses(session, cycle.id),
        people=session.scalar(people) or 0,
        scan_url=cycle.scan_url,
        groups=_group_names(session, cycle.organisation_id),
        other_open=session.scalars(other.limit(1)).first(),
    )


def _group_names(session: Session, organisation_id: int) -> dict[str, str]:
    rows = session.execute(
        select(FunctionGroup.code, FunctionGroup.name).where(
            FunctionGroup.organisation_id == organisation_id
        )
    )
    return {row.code: row.name for row in rows}


def _courses(session: Session, cycle_id: int) -> dict[str, Course]:
    rows = session.execute(
        select(OfferLink.offer_id, OfferLink.healthy, OfferLink.fault).where(
            OfferLink.cycle_id == cycle_id
        )
    )
    return {offer: Course(healthy, fault) for offer, healthy, fault in rows}


def _pack(document: dict[str, Any], own: Table | None) -> ThemePack | None:
    try:
        return pack_from_document(with_minima(document, own)).in_language(language())
    except (LookupError, TypeError, ValueError):
        return None
