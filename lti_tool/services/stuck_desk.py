"""What has not arrived, in piles with the same reason: counts, and nothing of what is in a row.

Which course an enrolment leads to, and whose it is, stands sealed in the row, and only
delivering opens it (DESIGN 6.3). So a pile knows its quarter, its kind and its reason. Under
`targeted` an enrolment tells of a result: nobody is named there, and what concerns single
people is counted from k on. In every other policy all completers get the same, and whoever
has no account that is known may be named: that somebody took part is no secret.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Change, Cycle, Delivery, Organisation
from lti_tool.services.stuck import END_STATES, GIVEN_UP, put_back
from lti_tool.vault import Vault

LONGEST_NOTE = 300
# What rows of one pile share.
SAME = (
    Delivery.cycle_id,
    Cycle.quarter,
    Cycle.policy,
    Cycle.k,
    Delivery.kind,
    Delivery.topic,
    Delivery.state,
    Delivery.code,
)
# With these the LMS speaks of one account, with all others of itself or of a whole course. What
# was given up can have been either.
OF_ONE = frozenset({"not_enrolled", "not_sent", "not_gradable", "bad_address", GIVEN_UP})


@dataclass(frozen=True, slots=True)
class Pile:
    """Rows of the outbox that share everything that may be told of them."""

    cycle_id: int | None
    quarter: str
    kind: str
    topic: str
    state: str
    code: str
    count: int
    since: datetime
    least: int = 0

    @property
    def key(self) -> str:
        """The name of the pile in a form."""
        return ":".join((str(self.cycle_id or 0), self.kind, self.topic, self.state, self.code))

    @property
    def is_few(self) -> bool:
        """Whether the count is not told: fewer than ``least``."""
        return self.count < self.least

    @property
    def needs_person(self) -> bool:
        """Whether nothing happens by itself."""
        return self.state != "waiting" and self.code not in END_STATES


@dataclass(frozen=True, slots=True)
class Asking:
    """How many deliveries of a cycle need a person, as far as that is told.

    ``few``: there are more, fewer than are told. ``hides``: something of the cycle is not told,
    so what did arrive is not counted out either, since the one follows from the other.
    """

    count: int = 0
    few: bool = False
    hides: bool = False

    def __bool__(self) -> bool:
        return self.few or self.count > 0


def piles(session: Session, organisation: Organisation) -> list[Pile]:
    """Everything of an organisation that did not arrive; one statement. First what asks most."""
    rows = session.execute(
        select(*SAME, func.count(Delivery.id).label("count"), func.min(Delivery.created_at))
        .outerjoin(Cycle, Cycle.id == Delivery.cycle_id)
        .where(Delivery.organisation_id == organisation.id, *_stuck())
        .group_by(*SAME)
    )
    found = [_pile(tuple(row), organisation) for row in rows]
    order = ("uncertain", "refused", "waiting")
    found.sort(key=lambda pile: (not pile.needs_person, order.index(pile.state), pile.key))
    return found


def _pile(row: tuple[Any, ...], organisation: Organisation) -> Pile:
    cycle_id, quarter, policy, k, kind, topic, state, code, count, since = row
    is_targeted = (policy or organisation.enrolment_policy) == "targeted"
    tells = is_targeted and kind == "enrol" and code in OF_ONE
    least = (k or organisation.k) if tells else 0
    return Pile(cycle_id, quarter or "", kind, topic, state, code, count, since, least)


def asking(session: Session, organisation: Organisation) -> dict[int, Asking]:
    """What needs a person, by cycle; a cycle of which all arrived is left out. One statement."""
    found: defaultdict[int, Asking] = defaultdict(Asking)
    for pile in piles(session, organisation):
        if pile.cycle_id is not None:
            found[pile.cycle_id] = _with(found[pile.cycle_id], pile)
    return dict(found)


def _with(so_far: Asking, pile: Pile) -> Asking:
    if pile.is_few:
        return replace(so_far, few=so_far.few or pile.needs_person, hides=True)
    return replace(so_far, count=so_far.count + pile.count * pile.needs_person)


def _stuck() -> Sequence[ColumnElement[bool]]:
    return Delivery.state.in_(("refused", "uncertain", "waiting")), Delivery.code != ""


def retry_pile(session: Session, organisation_id: int, key: str, now: datetime) -> int:
    """Put one pile back in line, or with no key all that was refused; commits. How many."""
    return put_back(session, _which(organisation_id, key), now)


def _which(organisation_id: int, key: str) -> Sequence[ColumnElement[bool]]:
    which = _of_pile(key) if key else (Delivery.state == "refused",)
    ours = (Delivery.organisation_id == organisation_id, *_stuck(), *which)
    return *ours, Delivery.code.not_in(END_STATES)


def _of_pile(key: str) -> Sequence[ColumnElement[bool]]:
    cycle, kind, topic, state, code = (key.split(":", 4) + [""] * 5)[:5]
    number = int(cycle) if cycle.isascii() and cycle.isdigit() and len(cycle) < 10 else -1
    return (
        Delivery.cycle_id.is_(None) if number == 0 else Delivery.cycle_id == number,
        Delivery.kind == kind,
        Delivery.topic == topic,
        Delivery.state == state,
        Delivery.code == code,
    )


@dataclass(frozen=True, slots=True)
class GivingUp:
    """Which pile nobody tries any more, why, and who says so."""

    key: str
    note: str
    actor: str
    now: datetime


def give_up(session: Session, vault: Vault, organisation: Organisation, wish: GivingUp) -> int:
    """Nobody tries a pile any more; commits. How many rows, with the note in the log.

    What the rows held is emptied, at the same length, as after delivering. The log counts no
    further than the page of the pile did.
    """
    pile = next((row for row in piles(session, organisation) if row.key == wish.key), None)
    if pile is None:
        return 0
    count = _settle(session, vault, _which(organisation.id, wish.key), wish.now)
    if not count:
        return 0
    told = "few" if replace(pile, count=count).is_few else count
    why = f"({pile.topic or pile.kind}, {pile.code}): {wish.note[:LONGEST_NOTE]}"
    what = f"{told} deliveries given up {why}"
    session.add(Change(organisation_id=organisation.id, at=wish.now, actor=wish.actor, what=what))
    session.commit()
    return count


def _settle(
    session: Session, vault: Vault, which: Sequence[ColumnElement[bool]], now: datetime
) -> int:
    values = {"state": "refused", "code": GIVEN_UP, "reason": "", "settled_at": now}
    done = (
        update(Delivery)
        .where(*which, Delivery.state.in_(("refused", "uncertain")))
        .values(payload_sealed=vault.seal_payload({}), **values)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(done).all())
