"""A new data key takes over: what older ones seal is sealed anew, so that they can go.

Every column of bytes is sealed with ``DATA_KEYS``, except the two blobs of a scan: those open
with the person's own key, and only that key is wrapped anew. So no answer and no outcome is
opened for it (DESIGN 6.3). What is new in the models is taken along by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, LargeBinary, Table, select, tuple_, update
from sqlalchemy.orm import Session

from lti_tool.models import Base
from lti_tool.vault import Vault

BY_PERSON = frozenset({"scan.answers_sealed", "scan.outcome_sealed"})
# Gone within the hour by themselves, so nobody misses them.
PASSING = frozenset({"service_token.token_sealed", "waiting_launch.sealed"})
BATCH = 500


@dataclass(frozen=True, slots=True)
class Use:
    """What opens with what: how many values per data key (0 is the newest) and column.

    ``lost`` counts, by column, what no key opens.
    """

    by_key: tuple[Counter[str], ...]
    lost: Counter[str]

    @property
    def older(self) -> int:
        """How many values an older key than the newest still seals."""
        return sum(counts.total() for counts in self.by_key[1:])


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many values were sealed anew, and how many no key opens, by column."""

    done: Counter[str]
    lost: Counter[str]


def sealed_columns() -> list[Column[bytes]]:
    """Every column that is sealed with ``DATA_KEYS``, table by table."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and str(column) not in BY_PERSON
    ]


def rewrap_all(session: Session, vault: Vault, batch: int = BATCH) -> Rewrapped:
    """Seal anew what older keys seal; commits after each batch, so it can be broken off.

    Whoever writes meanwhile wins: a value is replaced only if it is still the one that was read.
    What has been done is passed over the next time. With one key there is nothing to do.
    """
    found = Rewrapped(Counter(), Counter())
    if vault.key_count == 1:
        return found
    for column in sealed_columns():
        for rows in _batches(session, column, batch):
            _rewrap(session, vault, column, rows, found)
    return found


def key_use(session: Session, vault: Vault) -> Use:
    """Which keys are still needed; changes nothing."""
    use = Use(tuple(Counter[str]() for _ in range(vault.key_count)), Counter())
    for column in sealed_columns():
        for rows in _batches(session, column, BATCH):
            for _, sealed in rows:
                number = vault.key_of(sealed)
                (use.lost if number is None else use.by_key[number])[str(column)] += 1
    return use


def told(counts: Counter[str]) -> str:
    """How many of each, in words."""
    return ", ".join(f"{count} {column}" for column, count in sorted(counts.items()))


Row = tuple[tuple[Any, ...], bytes]


def _batches(session: Session, column: Column[bytes], batch: int) -> Iterator[list[Row]]:
    """All values of a column by their keys; no transaction stays open in between."""
    keys = _keys(column.table)
    wanted = select(*keys, column).where(column.is_not(None), column != b"").order_by(*keys)
    here = wanted
    while True:
        found = session.execute(here.limit(batch)).all()
        session.rollback()
        if not found:
            return
        rows: list[Row] = [(tuple(row[:-1]), cast("bytes", row[-1])) for row in found]
        yield rows
        here = wanted.where(tuple_(*keys) > tuple_(*rows[-1][0]))


def _keys(table: object) -> list[Column[object]]:
    if not isinstance(table, Table):
        raise TypeError(f"{table} is not a table")
    return list(table.primary_key)


def _rewrap(
    session: Session, vault: Vault, column: Column[bytes], rows: list[Row], found: Rewrapped
) -> None:
    anew = []
    for keys, sealed in rows:
        number = vault.key_of(sealed)
        if number is None:
            found.lost[str(column)] += 1
        elif number > 0:
            anew.append((keys, sealed, vault.rewrap(sealed)))
    changed = sum(_replace(session, column, keys, old, new) for keys, old, new in anew)
    session.commit()
    if changed:
        found.done[str(column)] += changed


def _replace(
    session: Session, column: Column[bytes], keys: tuple[Any, ...], old: bytes, new: bytes
) -> int:
    ours = _keys(column.table)
    same = [key == value for key, value in zip(ours, keys, strict=True)]
    changed = session.execute(
        update(column.table).where(*same, column == old).values({column: new}).returning(*ours)
    )
    return len(changed.all())
