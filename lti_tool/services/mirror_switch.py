"""Which sessions stand in the LMS: those whose offer has a course, unless L&D says otherwise."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.lms import Group
from lti_tool.models import Change, OfferLink, SessionMirror, WorkshopSession
from lti_tool.services.seating import BoxOffice


def _new(session_id: int, wanted: bool) -> SessionMirror:
    return SessionMirror(session_id=session_id, wanted=wanted, uid=secrets.token_hex(16))


def begin_mirrors(session: Session, now: datetime) -> None:
    """Let each session to come stand in the LMS whose offer has a course by now; commits."""
    coming = WorkshopSession.cancelled_at.is_(None) & (WorkshopSession.starts_at > now)
    rows = session.scalars(
        select(WorkshopSession.id)
        .join(
            OfferLink,
            (OfferLink.cycle_id == WorkshopSession.cycle_id)
            & (OfferLink.offer_id == WorkshopSession.offer_id),
        )
        .outerjoin(SessionMirror, SessionMirror.session_id == WorkshopSession.id)
        .where(coming, SessionMirror.session_id.is_(None))
        .order_by(WorkshopSession.id)
    ).all()
    session.add_all(_new(number, wanted=True) for number in rows)
    session.commit()


def choose_group(office: BoxOffice, row: WorkshopSession, group: Group | None, actor: str) -> None:
    """Use a group of L&D's for a session, or with None one of our own; commits.

    What stands in the LMS by then is taken back by the job before it goes into the other.
    """
    session = office.session
    own = session.get(SessionMirror, row.id)
    if own is None:
        own = _new(row.id, wanted=True)
        session.add(own)
    own.chosen_id, own.chosen_name = (group.id, group.name[:255]) if group else ("", "")
    own.wanted, own.again_at, own.fault = True, None, ""
    did = "goes into a group of the LMS" if group else "goes into a group of its own"
    what = f"session {row.id} of {row.offer_id} {did}"
    line = Change(organisation_id=row.organisation_id, at=office.now, actor=actor, what=what)
    session.add(line)
    session.commit()


def switch_mirror(office: BoxOffice, row: WorkshopSession, wanted: bool, actor: str) -> None:
    """Let a session stand in the LMS or not, or try again at once; commits."""
    session = office.session
    own = session.get(SessionMirror, row.id)
    before = own is None or own.wanted
    if own is None:
        own = _new(row.id, wanted)
        session.add(own)
    if before != wanted:
        did = "goes into the LMS" if wanted else "goes out of the LMS"
        what = f"session {row.id} of {row.offer_id} {did}"
        line = Change(organisation_id=row.organisation_id, at=office.now, actor=actor, what=what)
        session.add(line)
    own.wanted, own.again_at, own.fault = wanted, None, ""
    session.commit()
