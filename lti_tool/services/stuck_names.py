"""Who took part and has no account that is known: by name, where that tells nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Organisation, Person, Scan
from lti_tool.services.stuck_desk import Pile
from lti_tool.vault import SealBroken, Vault

NO_ACCOUNT = "no_account"
MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Unknown:
    """Somebody without a known account; ``name`` is what the roster says, or empty."""

    name: str
    number: str


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
