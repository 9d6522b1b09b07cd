"""Planning cycles: making one, moving its dates, and which there are (DESIGN 7)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import Change, Cycle, SkippedQuarter, ThemePackRow
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import find_organisation
from lti_tool.services.platforms import is_web_address
from lti_tool.services.side_by_side import check_days
from lti_tool.services.themes import newest_theme
from questionnaires.quarters import Quarter, default_dates

UNOPENED = ("draft", "planned", "ready")
LONGEST_SCAN = 366


def plan_cycle(
    session: Session,
    organisation_id: int,
    theme_id: str,
    quarter: str,
    opens: date | None,
    closes: date | None,
    scan_url: str,
    now: datetime,
) -> int:
    """Plan a cycle with the newest version of a theme; its id. Raises :class:`Faults`.

    Dates that are None follow from the quarter; ``closes`` is the last day included. A draft
    of that quarter becomes this plan, and a quarter that was skipped is so no more. The fault
    is an ``Overlap`` when another scan takes one of these days.
    """
    theme = newest_theme(session, find_organisation(session, organisation_id).id, theme_id)
    first, last = _dates(quarter, opens, closes)
    _check_url(scan_url)
    check_days(session, organisation_id, quarter, (first, last), now)
    cycle = _draft_of(session, organisation_id, quarter) or Cycle(
        organisation_id=organisation_id, quarter=quarter
    )
    cycle.theme_pack_id, cycle.opens, cycle.closes = theme.id, first, last
    cycle.scan_url = scan_url or cycle.scan_url or ""
    cycle.state, cycle.planned_at = "planned", now
    forget_skip(session, organisation_id, quarter)
    return _add(session, cycle, f"planned for {quarter}: {theme.title}")


def _draft_of(session: Session, organisation_id: int, quarter: str) -> Cycle | None:
    return session.scalars(
        select(Cycle).where(
            Cycle.organisation_id == organisation_id,
            Cycle.quarter == quarter,
            Cycle.state == "draft",
        )
    ).first()


def forget_skip(session: Session, organisation_id: int, quarter: str) -> None:
    """A quarter is skipped no more; the caller commits."""
    session.execute(
        delete(SkippedQuarter).where(
            SkippedQuarter.organisation_id == organisation_id, SkippedQuarter.quarter == quarter
        )
    )


def _add(session: Session, cycle: Cycle, what: str) -> int:
    session.add(cycle)
    try:
        session.flush()
    except IntegrityError as fault:
        session.rollback()
        raise Faults(f"{cycle.quarter} has a cycle already: see `themascan cycle list`") from fault
    made = cycle.id
    note_change(session, cycle, cycle.planned_at, f"cycle {made} {what}")
    session.commit()
    return made


def change_cycle(
    session: Session,
    cycle_id: int,
    now: datetime,
    *,
    opens: date | None = None,
    closes: date | None = None,
    scan_url: str | None = None,
) -> None:
    """Move the dates of a cycle or set its address; ``opens`` only before it has opened.

    Raises :class:`Faults`, of which an ``Overlap`` for days that another scan takes.
    """
    cycle = find_cycle(session, cycle_id)
    _check_change(cycle, opens, scan_url)
    first, last = opens or cycle.opens, closes or cycle.closes
    _check_dates(first, last)
    if (first, last) != (cycle.opens, cycle.closes):
        check_days(session, cycle.organisation_id, cycle.quarter, (first, last), now)
    cycle.opens, cycle.closes = first, last
    cycle.scan_url = cycle.scan_url if scan_url is None else scan_url
    note_change(session, cycle, now, f"cycle {cycle.id} from {cycle.opens} to {cycle.closes}")
    session.commit()


def _check_change(cycle: Cycle, opens: date | None, scan_url: str | None) -> None:
    if cycle.state not in (*UNOPENED, "open"):
        raise Faults(f"cycle {cycle.id} is {cycle.state}: it does not change any more")
    if opens is not None and cycle.state == "open":
        raise Faults(f"cycle {cycle.id} is open: only its last day can still move")
    if scan_url is not None:
        _check_url(scan_url)


def _dates(quarter: str, opens: date | None, closes: date | None) -> tuple[date, date]:
    try:
        first, last = default_dates(Quarter.parse(quarter))
    except ValueError as fault:
        raise Faults(str(fault)) from fault
    begins = opens or first
    ends = closes or begins + (last - first)
    _check_dates(begins, ends)
    return begins, ends


def _check_dates(opens: date, closes: date) -> None:
    if closes < opens:
        raise Faults(f"closes {closes} is before opens {opens}: it is the last day that counts")
    if (closes - opens).days > LONGEST_SCAN:
        raise Faults(f"from {opens} to {closes} is more than a year: look at the dates")


def _check_url(url: str) -> None:
    if url and not is_web_address(url):
        raise Faults(f"scan-url {url} is not a web address: give it in full, with https://")


def note_change(session: Session, cycle: Cycle, now: datetime, what: str) -> None:
    """Add a line to the log of changes; the caller commits."""
    note(session, cycle.organisation_id, now, what)


def note(session: Session, organisation_id: int, now: datetime, what: str) -> None:
    """The same for an organisation as a whole."""
    session.add(Change(organisation_id=organisation_id, at=now, actor="themascan", what=what))


def find_cycle(session: Session, cycle_id: int) -> Cycle:
    """The cycle, or :class:`Faults` when there is none with this id."""
    cycle = session.get(Cycle, cycle_id)
    if cycle is None:
        raise Faults(f"there is no cycle {cycle_id}: see `themascan cycle list`")
    return cycle


def list_cycles(session: Session, organisation_id: int | None = None) -> list[dict[str, Any]]:
    """All cycles, oldest first, with the keys of `themascan cycle list --json`."""
    asked = (
        select(Cycle, ThemePackRow.pack_id)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .order_by(Cycle.opens, Cycle.id)
    )
    if organisation_id is not None:
        asked = asked.where(Cycle.organisation_id == organisation_id)
    return [
        {
            "id": cycle.id,
            "organisation": cycle.organisation_id,
            "quarter": cycle.quarter,
            "theme": theme,
            "state": cycle.state,
            "opens": cycle.opens.isoformat(),
            "closes": cycle.closes.isoformat(),
        }
        for cycle, theme in session.execute(asked)
    ]
