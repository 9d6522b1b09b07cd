"""What has not arrived, in piles with the same reason: counts, and nothing of what is in a row.

Which course an enrolment leads to, and whose it is, stands sealed in the row, and only
delivering opens it (DESIGN 6.3). So a pile knows its quarter, its kind and its reason. Under
`targeted` an enrolment tells of a result: nobody is named there, and what concerns single
people is counted from k on. In every other policy all completers get the same, and whoever
has no account that is known may be named: that somebody took part is no secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Change, Cycle, Delivery, Organisation, Person, Scan
from lti_tool.services.stuck import END_STATES, GIVEN_UP, retry
from lti_tool.vault import SealBroken, Vault

LONGEST_NOTE = 300
NO_ACCOUNT = "no_account"
MOST_NAMES = 200
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
# With these the LMS speaks of one account, with all others of itself or of a whole course.
OF_ONE = frozenset({"not_enrolled", "not_sent", "not_gradable", "bad_address"})


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
class Unknown:
    """Somebody without a known account; ``name`` is what the roster says, or empty."""

    name: str
    number: str


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


def asking(session: Session, cycle_ids: Sequence[int]) -> dict[int, int]:
    """How many rows of each of these cycles need a person; one statement."""
    rows = session.execute(
        select(Delivery.cycle_id, func.count(Delivery.id))
        .where(
            Delivery.cycle_id.in_(cycle_ids),
            Delivery.state.in_(("refused", "uncertain")),
            Delivery.code.not_in(END_STATES),
        )
        .group_by(Delivery.cycle_id)
    )
    return {cycle: count for cycle, count in rows if cycle is not None}


def _stuck() -> Sequence[ColumnElement[bool]]:
    return Delivery.state.in_(("refused", "uncertain", "waiting")), Delivery.code != ""


def unknown_accounts(
    session: Session, vault: Vault, organisation: Organisation, found: Iterable[Pile]
) -> list[Unknown]:
    """Who took part and has no account that is known, by name; nobody under `targeted`."""
    cycles = {pile.cycle_id for pile in found if pile.code == NO_ACCOUNT and pile.cycle_id}
    if not cycles:
        return []
    policy = func.coalesce(Cycle.policy, organisation.enrolment_policy)
    rows = session.scalars(
        select(Person)
        .join(Scan, Scan.person_id == Person.id)
        .join(Cycle, Cycle.id == Scan.cycle_id)
        .where(
            Person.organisation_id == organisation.id,
            Person.lms_user_id.is_(None),
            Person.erased_at.is_(None),
            Person.rehearsal.is_(False),
            Scan.submitted_at.is_not(None),
            Cycle.id.in_(cycles),
            policy != "targeted",
        )
        .distinct()
        .order_by(Person.id)
        .limit(MOST_NAMES)
    )
    names = [Unknown(_first_name(vault, row), row.lti_sub or "") for row in rows]
    return sorted(names, key=lambda row: (row.name.casefold(), row.number))


def _first_name(vault: Vault, person: Person) -> str:
    try:
        return vault.open_text(person.first_name_sealed) if person.first_name_sealed else ""
    except SealBroken:
        return ""


def retry_pile(session: Session, organisation_id: int, key: str, now: datetime) -> int:
    """Put one pile back in line, or with no key all that was refused; commits. How many."""
    ids = _ids(session, organisation_id, key)
    return retry(session, ids, now) if ids else 0


def _ids(session: Session, organisation_id: int, key: str) -> list[int]:
    which = _of_pile(key) if key else (Delivery.state == "refused",)
    ours = (Delivery.organisation_id == organisation_id, *_stuck(), *which)
    wanted = select(Delivery.id).where(*ours, Delivery.code.not_in(END_STATES))
    return list(session.scalars(wanted.order_by(Delivery.id)))


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


def give_up(session: Session, vault: Vault, organisation_id: int, wish: GivingUp) -> int:
    """Nobody tries a pile any more; commits. How many rows, with the note in the log.

    What the rows held is emptied, at the same length, as after delivering.
    """
    ids = _ids(session, organisation_id, wish.key) if wish.key else []
    if not ids:
        return 0
    values = {"state": "refused", "code": GIVEN_UP, "reason": "", "settled_at": wish.now}
    done = (
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state.in_(("refused", "uncertain")))
        .values(payload_sealed=vault.seal_payload({}), **values)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    count = len(session.scalars(done).all())
    _cycle, kind, topic, _state, code = wish.key.split(":", 4)
    what = f"{count} deliveries given up ({topic or kind}, {code}): {wish.note[:LONGEST_NOTE]}"
    session.add(Change(organisation_id=organisation_id, at=wish.now, actor=wish.actor, what=what))
    session.commit()
    return count
