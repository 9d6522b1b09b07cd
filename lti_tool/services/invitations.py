"""Inviting an LMS to register itself, by an address that works once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.models import RegistrationCode
from lti_tool.services.organisations import find_organisation

INVITATION_LASTS = timedelta(days=7)


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
