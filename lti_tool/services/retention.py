"""What has been kept long enough goes (DESIGN 6.8): whole blobs, and nothing is unsealed for it."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.models import (
    Base,
    Change,
    Cycle,
    DataLink,
    Organisation,
    Scan,
    Snapshot,
    TalkRequest,
)
from lti_tool.services.bookings import drop_lists
from lti_tool.services.erasing import finish_erasures, forget_erasures
from lti_tool.services.sealed import GONE
from lti_tool.services.worklist import forget_processed
from lti_tool.vault import Vault
from questionnaires.calendar import AMSTERDAM

TALKS_STAY = timedelta(days=30)
# What was published is about nobody in particular; it goes all the same.
SNAPSHOTS_MONTHS = 60


def retain(session: Session, vault: Vault, now: datetime) -> dict[str, int]:
    """Remove what has had its time; how many of each. Commits.

    The terms are the organisation's; for answers and outcomes they count from the close of
    the cycle, or from the start of a scan that came later.
    """
    counts = dict.fromkeys(("answers", "outcomes", "changes"), 0)
    for organisation in session.scalars(select(Organisation).order_by(Organisation.id)).all():
        answers = now - timedelta(days=organisation.keep_answers_days)
        outcomes = months_before(now, organisation.keep_outcomes_months)
        changes = months_before(now, organisation.keep_changes_months)
        counts["answers"] += _empty(session, organisation, Scan.answers_sealed, answers)
        counts["outcomes"] += _empty(session, organisation, Scan.outcome_sealed, outcomes)
        ours = Change.organisation_id == organisation.id
        counts["changes"] += _gone(session, Change, ours & (Change.at < changes))
    counts["requests for a talk"] = _gone(
        session, TalkRequest, TalkRequest.created_at < now - TALKS_STAY
    )
    old = months_before(now, SNAPSHOTS_MONTHS)
    counts["published figures"] = _gone(session, Snapshot, Snapshot.published_at < old)
    counts["requests on paper"] = _gone(session, DataLink, DataLink.expires_at < now)
    counts["digests of the erased"] = forget_erasures(session)
    counts["places at workshops"] = drop_lists(session, now)
    counts["enrolments made by hand"] = forget_processed(session, now)
    session.commit()
    return {**counts, "deliveries of the erased": finish_erasures(session, vault, now)}


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time that many months earlier, or the last day of that month."""
    local = now.astimezone(AMSTERDAM)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def _empty(
    session: Session,
    organisation: Organisation,
    blob: InstrumentedAttribute[bytes],
    limit: datetime,
) -> int:
    # Never before a cycle has closed: its figures are made from what is sealed.
    closed = select(Cycle.id).where(
        Cycle.organisation_id == organisation.id, Cycle.state != "open", Cycle.closed_at < limit
    )
    rows = session.scalars(
        update(Scan)
        .where(Scan.cycle_id.in_(closed), Scan.started_at < limit, blob != GONE)
        .values({blob: GONE})
        .returning(Scan.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())


def _gone(session: Session, table: type[Base], over: ColumnElement[bool]) -> int:
    key = next(iter(table.__table__.primary_key))
    rows = session.scalars(
        delete(table).where(over).returning(key).execution_options(synchronize_session=False)
    )
    return len(rows.all())
