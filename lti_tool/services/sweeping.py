"""Throwing away what has had its time: logins, visits, tokens, claims of jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import Session

from lti_tool.models import (
    Base,
    LoginRecord,
    RegistrationCode,
    RosterUpload,
    ServiceToken,
    Visit,
    WaitingLaunch,
)
from lti_tool.services.job_runs import forget_before

LOGINS_STAY = timedelta(hours=1)
VISITS_STAY = timedelta(days=1)
CLAIMS_STAY = timedelta(days=2)
INVITATIONS_STAY = timedelta(days=30)


def sweep(session: Session, now: datetime) -> dict[str, int]:
    """Remove what is over; how many of each. Commits after each kind."""
    return {
        "logins": _gone(session, LoginRecord, LoginRecord.created_at < now - LOGINS_STAY),
        "waiting launches": _gone(session, WaitingLaunch, WaitingLaunch.expires_at < now),
        "uploaded rosters": _gone(session, RosterUpload, RosterUpload.expires_at < now),
        "visits": _gone(session, Visit, Visit.last_seen_at < now - VISITS_STAY),
        "tokens": _gone(session, ServiceToken, ServiceToken.expires_at < now),
        "invitations": _gone(
            session, RegistrationCode, RegistrationCode.expires_at < now - INVITATIONS_STAY
        ),
        "claims": forget_before(session, now - CLAIMS_STAY),
    }


def _gone(session: Session, table: type[Base], over: ColumnElement[bool]) -> int:
    key = next(iter(table.__table__.primary_key))
    rows = session.scalars(
        delete(table).where(over).returning(key).execution_options(synchronize_session=False)
    ).all()
    session.commit()
    return len(rows)
