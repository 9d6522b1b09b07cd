"""What a plan meets in the rest of the year: another scan in the same days, or the same theme."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, ThemePackRow
from lti_tool.services.faults import Faults
from questionnaires.calendar import local_date

# A draft takes no days: it is looked at when somebody confirms it.
TAKES_DAYS = ("planned", "ready", "open")


class Overlap(Faults):
    """The days of a scan in which another one is open, or will be (DESIGN 7)."""

    def __init__(self, other: Cycle) -> None:
        self.quarter, self.opens, self.closes = other.quarter, other.opens, other.closes
        super().__init__(
            f"the scan of {self.quarter} is open from {self.opens} to {self.closes}: "
            "two scans are never open at once, choose other dates or move that one first"
        )


def check_days(
    session: Session, organisation_id: int, quarter: str, days: tuple[date, date], now: datetime
) -> None:
    """Raise :class:`Overlap` when another scan takes one of these days; the last one counts.

    Looking back on one while the next is announced is no overlap.
    """
    opens, closes = days
    other = session.scalars(
        select(Cycle)
        .where(
            Cycle.organisation_id == organisation_id,
            Cycle.quarter != quarter,
            Cycle.state.in_(TAKES_DAYS),
            Cycle.opens <= closes,
            Cycle.closes >= opens,
            # One that was never opened and is over stands in nobody's way.
            Cycle.closes >= local_date(now),
        )
        .order_by(Cycle.opens, Cycle.id)
        .limit(1)
    ).first()
    if other is not None:
        raise Overlap(other)


def same_theme(session: Session, cycle: Cycle) -> list[str]:
    """The other quarters in which the theme of a cycle runs or is planned, in order."""
    theme = select(ThemePackRow.pack_id).where(ThemePackRow.id == cycle.theme_pack_id)
    rows = session.scalars(
        select(Cycle.quarter)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(
            Cycle.organisation_id == cycle.organisation_id,
            Cycle.id != cycle.id,
            Cycle.state.in_(TAKES_DAYS),
            ThemePackRow.pack_id == theme.scalar_subquery(),
        )
        .order_by(Cycle.quarter)
    )
    return list(rows)
