"""What everybody may know of a quarter: its theme, its tips, its sessions; of nobody anything.

The address has a code that follows from the installation's secret, so that nobody finds out
by counting which organisations there are. It opens nothing that is not public.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Organisation, WorkshopSession
from lti_tool.services.message_letters import Round, round_of
from lti_tool.services.timetable import Filled, filled_sessions
from questionnaires.calendar import local_date
from questionnaires.model import Offer, ThemePack

ANNOUNCED_BEFORE = timedelta(days=14)
TOLD = ("planned", "ready", "open", "closed", "published", "archived")
LENGTH = 16


@dataclass(frozen=True, slots=True)
class Notice:
    """The theme of the quarter with what is open to everybody; ``pack`` speaks as asked."""

    organisation: Organisation
    cycle: Cycle
    pack: ThemePack
    tips: Sequence[Offer]
    sessions: Sequence[Filled]


def board_code(secret: str, organisation_id: int) -> str:
    """The organisation's part of the address."""
    made = hmac.new(secret.encode(), f"board:{organisation_id}".encode(), hashlib.sha256)
    return f"{organisation_id}-{made.hexdigest()[:LENGTH]}"


def organisation_of(session: Session, secret: str, code: str) -> Organisation | None:
    """Whose board has this code; None when nobody's."""
    number = code.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < LENGTH):
        return None
    if not hmac.compare_digest(code.encode(), board_code(secret, int(number)).encode()):
        return None
    return session.get(Organisation, int(number))


def cycle_to_tell(session: Session, organisation_id: int, now: datetime) -> Cycle | None:
    """The open cycle, else one that opens within two weeks, else the last that ran."""
    soon = local_date(now + ANNOUNCED_BEFORE)
    first = case((Cycle.state == "open", 0), (Cycle.state.in_(("planned", "ready")), 1), else_=2)
    asked = (
        select(Cycle)
        .where(Cycle.organisation_id == organisation_id, Cycle.state.in_(TOLD))
        .where(~Cycle.state.in_(("planned", "ready")) | (Cycle.opens <= soon))
        .order_by(first, Cycle.opens.desc(), Cycle.id)
    )
    return session.scalars(asked.limit(1)).first()


def notice(
    session: Session, organisation: Organisation, now: datetime, language: str
) -> Notice | None:
    """The board of an organisation; None while there is no theme to tell of."""
    cycle = cycle_to_tell(session, organisation.id, now)
    if cycle is None:
        return None
    at: Round = round_of(session, cycle.id)
    pack = at.pack.in_language(language)
    coming = (
        (WorkshopSession.cycle_id == cycle.id)
        & WorkshopSession.cancelled_at.is_(None)
        & (WorkshopSession.starts_at > now)
    )
    tips = [offer for offer in pack.offers if offer.kind == "tip"]
    return Notice(organisation, cycle, pack, tips, filled_sessions(session, coming))
