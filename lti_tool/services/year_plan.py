"""The year of an organisation, quarter by quarter, as an admin looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lti_tool.models import Cycle, ThemePackRow
from lti_tool.services.cycles import UNOPENED, cycle_status, dates_of
from lti_tool.services.gate import gate_gaps
from lti_tool.services.gate_gaps import Gap
from lti_tool.services.gate_warnings import calendar_warnings
from lti_tool.services.proposing import skipped_quarters
from questionnaires.calendar import local_date
from questionnaires.quarters import Quarter, State

# This quarter and the four after it; further only as far as something is planned.
AHEAD = 4
MOST = 9
# How many quarters ahead something should have been decided.
DECIDED_AHEAD = 1


@dataclass(frozen=True, slots=True)
class YearRow:
    """A quarter: its cycle and theme, or None.

    ``status`` has the keys of DESIGN 10, or none before the scan opens; ``gaps`` is what
    the gate still asks for, ``warnings`` what its days ask of somebody.
    """

    quarter: Quarter
    skipped: bool = False
    cycle: Cycle | None = None
    pack: ThemePackRow | None = None
    status: Mapping[str, object] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()

    def pressing(self, now: datetime) -> bool:
        """Whether something must be done for this quarter soon."""
        if self.cycle is None:
            soon = Quarter.of(local_date(now)).later(DECIDED_AHEAD)
            return not self.skipped and self.quarter == soon
        dates = dates_of(self.cycle)
        if self.cycle.state == State.DRAFT:
            return not self.skipped and self.quarter <= Quarter.of(local_date(now)).later(1)
        return self.cycle.state in UNOPENED and (
            now >= dates.closing or (bool(self.gaps) and dates.gate_matters(now))
        )


def year_rows(session: Session, organisation_id: int, now: datetime) -> list[YearRow]:
    """The quarters from the oldest that is not over, through a year from now; in order."""
    cycles = _cycles(session, organisation_id)
    skipped = skipped_quarters(session, organisation_id)
    today = Quarter.of(local_date(now))
    going = [quarter for quarter, (cycle, _pack) in cycles.items() if is_going(cycle)]
    first = min([today, *going])
    last = max([today.later(AHEAD), *cycles])
    rows: list[YearRow] = []
    quarter = max(first, today.later(-2))
    while quarter <= last and len(rows) < MOST:
        rows.append(_row(session, quarter, cycles.get(quarter), quarter in skipped, now))
        quarter = quarter.following
    return rows


def is_going(cycle: Cycle) -> bool:
    """Whether a cycle has opened and is not over."""
    return cycle.state in (State.OPEN, State.CLOSED, State.PUBLISHED)


def _cycles(session: Session, organisation_id: int) -> dict[Quarter, tuple[Cycle, ThemePackRow]]:
    rows = session.execute(
        select(Cycle, ThemePackRow)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == organisation_id)
        .order_by(Cycle.quarter)
        .options(undefer(ThemePackRow.document))
    )
    return {Quarter.parse(cycle.quarter): (cycle, pack) for cycle, pack in rows}


def _row(
    session: Session,
    quarter: Quarter,
    found: tuple[Cycle, ThemePackRow] | None,
    skipped: bool,
    now: datetime,
) -> YearRow:
    if found is None:
        return YearRow(quarter, skipped)
    cycle, pack = found
    return cycle_row(session, cycle, pack, skipped, now)


def cycle_row(
    session: Session, cycle: Cycle, pack: ThemePackRow, skipped: bool, now: datetime
) -> YearRow:
    """The row of one cycle."""
    unopened = cycle.state in UNOPENED
    gaps = gate_gaps(session, cycle, now) if unopened else []
    return YearRow(
        quarter=Quarter.parse(cycle.quarter),
        skipped=skipped,
        cycle=cycle,
        pack=pack,
        status={} if unopened else cycle_status(session, cycle.id, now),
        gaps=tuple(gaps),
        warnings=tuple(calendar_warnings(cycle, len(gaps), now)),
    )
