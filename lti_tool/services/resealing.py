"""Every night the blobs of all scans get other bytes, whether somebody came back to one or not.

After a submit only a second attempt and the explanations write a scan again, and mostly those
come back to it who were below a minimum. Two backups side by side, or on PostgreSQL the number of
the transaction that last wrote a row (``xmin``), would tell whose scans those are. After this all
of them have changed, and were written last by the same few transactions, put together by chance.

No answer and no outcome is read for it: bytes go from one sealed form to another inside the vault
(DESIGN 6.3). Scans of cycles that are over take part as well: what somebody did on the last day
would stand out for as long as they are kept.
"""

from __future__ import annotations

from random import Random, SystemRandom
from typing import Any, cast

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Person, Scan
from lti_tool.services.sealed import GONE, sealed_anew
from lti_tool.vault import SealBroken, Vault

BATCH = 200
CHANCE = SystemRandom()
SCAN = cast(Table, Scan.__table__)
HOLDS = or_(Scan.answers_sealed != GONE, Scan.outcome_sealed != GONE)
WITH_KEY = (
    select(Scan.id, Scan.answers_sealed, Scan.outcome_sealed, Person.wrapped_key)
    .join(Person, Person.id == Scan.person_id)
    .where(HOLDS, Person.wrapped_key.is_not(None))
)
WRITE = (
    update(SCAN)
    .where(SCAN.c.id == bindparam("scan"))
    .values(answers_sealed=bindparam("answers"), outcome_sealed=bindparam("outcome"))
)


def reseal_all(session: Session, vault: Vault, batch: int = BATCH, chance: Random = CHANCE) -> int:
    """Seal the blobs of all scans anew; how many do not open with their person's key.

    Commits after each batch, so it can be broken off. A blob that is gone stays gone.
    """
    ids = list(session.scalars(select(Scan.id).where(HOLDS).order_by(Scan.id)))
    session.rollback()
    chance.shuffle(ids)
    parts = (ids[first : first + batch] for first in range(0, len(ids), batch))
    return sum(_reseal(session, vault, part, chance) for part in parts)


def _reseal(session: Session, vault: Vault, ids: list[int], chance: Random) -> int:
    """One batch, held for as long as it takes; whose scan is being written wins and is left out.

    To wait for them while others wait for this batch could go round in a circle.
    """
    free = WITH_KEY.where(Scan.id.in_(ids)).with_for_update(
        of=Scan, skip_locked=True, key_share=True
    )
    rows = list(session.execute(free).all())
    # PostgreSQL puts rows one after the other as they are written.
    chance.shuffle(rows)
    anew = [
        values
        for scan, answers, outcome, wrapped in rows
        if (values := _anew(vault, scan, answers, outcome, wrapped or b""))
    ]
    if anew:
        session.execute(WRITE, anew)
    session.commit()
    return len(rows) - len(anew)


def _anew(
    vault: Vault, scan: int, answers: bytes, outcome: bytes, wrapped: bytes
) -> dict[str, Any] | None:
    try:
        return {
            "scan": scan,
            "answers": sealed_anew(vault, wrapped, answers),
            "outcome": sealed_anew(vault, wrapped, outcome),
        }
    except SealBroken:
        return None
