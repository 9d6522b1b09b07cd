"""Who had everything erased and stays away for it: from the roster of a cycle that still runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Erasure, Person, Platform
from lti_tool.vault import Vault


def keep_away(session: Session, vault: Vault, person: Person, now: datetime) -> None:
    """Leave what a roster run recognises the person by, for as long as the cycle runs."""
    keys = [(person.match_kind, person.match_value), ("lms_user_id", person.lms_user_id)]
    if person.lti_sub != person.lms_user_id:
        # By which the list of a course knows the person.
        keys.append(("lti_sub", person.lti_sub))
    session.add_all(
        Erasure(
            platform_id=person.platform_id,
            digest=digest_of(vault, kind, value),
            erased_at=now,
        )
        for kind, value in keys
        if kind and value
    )


def digest_of(vault: Vault, kind: str, value: str) -> str:
    """How a key of somebody who was erased is stored; ``value`` as the person's row has it."""
    return vault.fingerprint("erased key", kind, value)


def _in_their_cycle() -> ColumnElement[bool]:
    # The roster of a cycle is frozen when it opens, so a later one is another matter.
    return exists().where(
        Cycle.organisation_id == Platform.organisation_id,
        Cycle.state == "open",
        Cycle.opened_at <= Erasure.erased_at,
    )


def staying_away(session: Session, platform_id: int) -> frozenset[str]:
    """Digests of whom a roster run must pass over: erased in a cycle that still runs."""
    found = session.scalars(
        select(Erasure.digest)
        .join(Platform, Platform.id == Erasure.platform_id)
        .where(Erasure.platform_id == platform_id, _in_their_cycle())
    )
    return frozenset(found)


def forget_erasures(session: Session) -> int:
    """Drop the digests whose cycle is over: nothing is left to stay away from. Caller commits."""
    over = select(Erasure.id).join(Platform).where(~_in_their_cycle())
    gone = session.scalars(
        delete(Erasure)
        .where(Erasure.id.in_(over))
        .returning(Erasure.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
