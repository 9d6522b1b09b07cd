"""Requests on paper: an address to hand over, that leads nowhere without the person (DESIGN 6.8).

Whoever makes the address sees nothing, and whoever opens it is only told to open the scan in
the LMS. The next launch of the person it is for leads to the own data, or to the question
whether all of it may go; being there spends it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, DataLink, Organisation, Person
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import find_platform
from lti_tool.visits import digest

# A letter takes its time.
LINK_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Directions:
    """What the address shows: which kind of request, whose tool, and where the scan is."""

    kind: str
    organisation: str
    scan_url: str


def person_of(session: Session, platform_id: int, lms_user_id: str) -> Person:
    """The person with this id in the LMS; raises :class:`Faults` when nobody is known by it."""
    find_platform(session, platform_id)
    known = (Person.lms_user_id == lms_user_id) | (Person.lti_sub == lms_user_id)
    person = session.scalars(
        select(Person)
        .where(Person.platform_id == platform_id, known)
        .order_by(Person.lms_user_id != lms_user_id)
    ).first()
    if person is None:
        raise Faults(
            f"nothing is kept about LMS user {lms_user_id} of platform {platform_id}: "
            "look the id up in the LMS"
        )
    return person


def make_link(session: Session, person: Person, kind: str, now: datetime) -> str:
    """The code of a fresh address, in place of an earlier one of its kind; commits."""
    code = secrets.token_urlsafe(24)
    spend(session, person, kind)
    session.add(
        DataLink(
            person_id=person.id,
            kind=kind,
            code_hash=digest(code),
            expires_at=now + LINK_LASTS,
        )
    )
    session.commit()
    return code


def spend(session: Session, person: Person, kind: str) -> None:
    """The person is where the address led to: it is used up. The caller commits."""
    session.execute(delete(DataLink).where(DataLink.person_id == person.id, DataLink.kind == kind))


def directions(session: Session, code: str, now: datetime) -> Directions | None:
    """What to tell whoever opens an address; None when it is spent, too old or made up."""
    row = session.execute(
        select(DataLink.kind, Organisation)
        .join(Person, Person.id == DataLink.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(DataLink.code_hash == digest(code), DataLink.expires_at > now)
    ).first()
    if row is None:
        return None
    kind, organisation = row
    scan_url = session.scalar(
        select(Cycle.scan_url)
        .where(Cycle.organisation_id == organisation.id, Cycle.scan_url != "")
        .order_by(Cycle.opens.desc())
        .limit(1)
    )
    return Directions(kind, organisation.name, scan_url or "")
