"""One run at a time over the roster of an organisation, and what it read stays as it read it.

SQLite takes one writer at a time by itself; on PostgreSQL a run would otherwise write back what
an erasure, a launch or another run has changed since it read.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Organisation


def hold_roster(session: Session, organisation_id: int) -> None:
    """Wait until no other run of the organisation is at work; held until the transaction ends.

    Taken after the LMS was asked and before anything is read. Nobody else waits for it: who
    adds a row that refers to the organisation does not.
    """
    held = select(Organisation.id).where(Organisation.id == organisation_id)
    session.execute(held.with_for_update(key_share=True))
