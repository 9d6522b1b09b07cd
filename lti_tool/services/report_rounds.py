"""The rounds of which there are, or will be, published results."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lti_tool.models import Cycle, ThemePackRow
from lti_tool.services.reports import Published, published_of

OPENED = ("open", "closed", "published", "archived")


@dataclass(frozen=True, slots=True)
class ReportRound:
    """A cycle that has opened; ``found`` is None until its results are published."""

    cycle: Cycle
    pack: ThemePackRow
    found: Published | None


def report_rounds(session: Session, organisation_id: int) -> list[ReportRound]:
    """Newest quarter first; two statements."""
    results = {found.cycle_id: found for found in published_of(session, organisation_id)}
    rows = session.execute(
        select(Cycle, ThemePackRow)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == organisation_id, Cycle.state.in_(OPENED))
        .order_by(Cycle.quarter.desc(), Cycle.id.desc())
        .options(undefer(ThemePackRow.document))
    )
    return [ReportRound(cycle, pack, results.get(cycle.id)) for cycle, pack in rows.all()]


def following_pack(session: Session, organisation_id: int, quarter: str) -> ThemePackRow | None:
    """The theme that the year plan has after a quarter; one statement."""
    return session.scalars(
        select(ThemePackRow)
        .join(Cycle, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == organisation_id, Cycle.quarter > quarter)
        .where(Cycle.state != "draft")
        .order_by(Cycle.quarter, Cycle.id)
        .limit(1)
        .options(undefer(ThemePackRow.document))
    ).first()
