"""Inviting an LMS to register itself, by an address that works once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Organisation, RegistrationCode
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import add_organisation, find_organisation

NAMELESS = "Nieuwe organisatie"
INVITATION_LASTS = timedelta(days=7)


def the_organisation(session: Session, now: datetime) -> int:
    """The only organisation, or on an empty installation the first; :class:`Faults` if several.

    A first one has no name of its own yet: its admin gives it one.
    """
    found = session.scalars(select(Organisation.id).order_by(Organisation.id).limit(2)).all()
    if len(found) > 1:
        raise Faults("there are several organisations: say which one with --organisation")
    return found[0] if found else add_organisation(session, NAMELESS, now)


def invite(session: Session, organisation_id: int, now: datetime) -> str:
    """A fresh code for `/lti/register/CODE`; only its hash is kept, for seven days."""
    find_organisation(session, organisation_id)
    code = secrets.token_urlsafe(24)
    session.add(
        RegistrationCode(
            organisation_id=organisation_id,
            code_hash=hashlib.sha256(code.encode()).hexdigest(),
            expires_at=now + INVITATION_LASTS,
        )
    )
    session.commit()
    return code
