"""Launches that are validated, and wait for the right browser to take them up."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.lti.refusal import Refusal
from lti_tool.models import WaitingLaunch
from lti_tool.vault import SealBroken, Vault
from lti_tool.visits import Arrival, digest

WAITS = timedelta(seconds=60)
# Reading and answering a question may take somebody longer.
ASKED_WAITS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Held:
    """A launch on hold.

    ``name`` is a first name, for the question alone; ``may_ask`` tells whether a yes is
    enough, or only the login's secret; ``proof_hash`` is empty where no LMS keeps that.
    """

    arrival: Arrival
    organisation: str
    name: str
    may_ask: bool
    proof_hash: str
    shown: bool = False


def hold(session: Session, vault: Vault, held: Held, now: datetime) -> str:
    """Put a launch aside; the code that brings it back, once. Commits."""
    # Nobody comes for these any more, and a name may stand in them.
    session.execute(delete(WaitingLaunch).where(WaitingLaunch.expires_at <= now))
    code = secrets.token_urlsafe(24)
    document = {
        "arrival": asdict(held.arrival),
        "organisation": held.organisation,
        "name": held.name,
        "may_ask": held.may_ask,
    }
    session.add(
        WaitingLaunch(
            code_hash=digest(code),
            proof_hash=held.proof_hash,
            sealed=vault.seal_text(json.dumps(document)),
            shown=held.shown,
            expires_at=now + (ASKED_WAITS if held.shown else WAITS),
        )
    )
    session.commit()
    return code


def take(session: Session, vault: Vault, code: str, now: datetime) -> Held:
    """The launch that a code stands for; it is gone then. Commits; raises ``Refusal``."""
    row = session.execute(
        delete(WaitingLaunch)
        .where(WaitingLaunch.code_hash == digest(code), WaitingLaunch.expires_at > now)
        .returning(WaitingLaunch.sealed, WaitingLaunch.proof_hash, WaitingLaunch.shown)
    ).first()
    session.commit()
    if row is None:
        raise Refusal("login_over")
    try:
        document = json.loads(vault.open_text(row.sealed))
    except SealBroken as fault:
        raise Refusal("login_over") from fault
    arrival = document.pop("arrival")
    arrival["roles"] = tuple(arrival["roles"])
    return Held(Arrival(**arrival), **document, proof_hash=row.proof_hash, shown=row.shown)
