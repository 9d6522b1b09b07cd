"""Proposing cycles: drafts that do nothing until an admin confirms them (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, SkippedQuarter, ThemePackRow
from lti_tool.services.planning import note_change
from lti_tool.toolbox import Toolbox
from questionnaires.calendar import local_date
from questionnaires.quarters import Quarter, State, default_dates
from questionnaires.year_plan import Planned, next_free, next_theme, propose_year

QUARTERS = 4


def propose_next(session: Session, tools: Toolbox, cycle: Cycle, now: datetime) -> int:
    """A draft for the first free quarter after a cycle; 0 when one is planned after it.

    The theme is one that was never used, else the one of longest ago. Does not commit.
    """
    plans = plans_of(session, cycle.organisation_id)
    after = Quarter.parse(cycle.quarter)
    if any(plan.quarter > after for plan in plans):
        return 0
    theme = next_theme([plan.theme for plan in plans], _themes(session, cycle.organisation_id))
    if theme is None:
        return 0
    skipped = skipped_quarters(session, cycle.organisation_id)
    quarter = next_free(after, skipped, local_date(now))
    planned = Planned(quarter, theme, *default_dates(quarter))
    return add_drafts(session, cycle.organisation_id, [planned], now)


def propose_next_year(session: Session, organisation_id: int, year: int, now: datetime) -> int:
    """Drafts for the year after one, with its themes and dates; how many. Commits.

    What is planned or skipped in that year already stays as it is.
    """
    plans = plans_of(session, organisation_id)
    taken = {plan.quarter for plan in plans} | skipped_quarters(session, organisation_id)
    this = [plan for plan in plans if plan.quarter.year == year]
    made = add_drafts(session, organisation_id, propose_year(this, taken), now)
    session.commit()
    return made


def plans_of(session: Session, organisation_id: int) -> list[Planned]:
    """The cycles of an organisation, oldest first, as the year plan knows them."""
    rows = session.execute(
        select(Cycle.quarter, ThemePackRow.pack_id, Cycle.opens, Cycle.closes)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == organisation_id)
        .order_by(Cycle.quarter)
    )
    return [Planned(Quarter.parse(row.quarter), row[1], row.opens, row.closes) for row in rows]


def skipped_quarters(session: Session, organisation_id: int) -> set[Quarter]:
    """The quarters in which an organisation has decided to have no cycle."""
    rows = session.scalars(
        select(SkippedQuarter.quarter).where(SkippedQuarter.organisation_id == organisation_id)
    )
    return {Quarter.parse(text) for text in rows}


def add_drafts(
    session: Session, organisation_id: int, plans: Iterable[Planned], now: datetime
) -> int:
    """A draft for each plan, with the newest version of its theme; how many. No commit.

    Where the scan is found in the LMS is taken over from the last cycle.
    """
    packs = _newest_packs(session, organisation_id)
    made = [
        Cycle(
            organisation_id=organisation_id,
            theme_pack_id=packs[plan.theme],
            quarter=str(plan.quarter),
            state=State.DRAFT.value,
            opens=plan.opens,
            closes=plan.closes,
            scan_url=_last_scan_url(session, organisation_id),
            planned_at=now,
        )
        for plan in plans
    ]
    session.add_all(made)
    session.flush()
    for cycle in made:
        note_change(session, cycle, now, f"cycle {cycle.id} proposed for {cycle.quarter}")
    return len(made)


def _last_scan_url(session: Session, organisation_id: int) -> str:
    found = session.scalar(
        select(Cycle.scan_url)
        .where(Cycle.organisation_id == organisation_id, Cycle.scan_url != "")
        .order_by(Cycle.opens.desc(), Cycle.id.desc())
        .limit(1)
    )
    return found or ""


def _newest_packs(session: Session, organisation_id: int) -> dict[str, int]:
    # Versions only go up, so the last one imported is the newest.
    rows = session.execute(
        select(ThemePackRow.pack_id, ThemePackRow.id)
        .where(ThemePackRow.organisation_id == organisation_id)
        .order_by(ThemePackRow.id)
    )
    return {row.pack_id: row.id for row in rows}


def _themes(session: Session, organisation_id: int) -> list[str]:
    return sorted(_newest_packs(session, organisation_id))
