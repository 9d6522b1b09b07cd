"""Tenants: making one with the template's function groups, and changing its settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import K_FLOOR, POLICIES, Change, Cycle, Organisation
from lti_tool.services.faults import Faults
from lti_tool.services.function_groups import template_rows
from lti_tool.services.message_texts import languages_of_messages

UNDER_WAY = ("planned", "ready", "open", "closed", "published")
K_IN_USE = ("open", "closed")
# DESIGN 6.2: `targeted` tells others most, so it needs a decision that somebody stands for.
TARGETED_NEEDS = ("dpia_date", "works_council_decision", "decided_by")
TERMS = ("keep_answers_days", "keep_outcomes_months", "keep_changes_months")


def find_organisation(session: Session, organisation_id: int) -> Organisation:
    """The organisation, or :class:`Faults` when there is none with this id."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise Faults(
            f"there is no organisation {organisation_id}: see `themascan organisation list`"
        )
    return organisation


def list_organisations(session: Session) -> list[dict[str, Any]]:
    """All organisations with their settings, oldest first, ready for JSON."""
    return [
        {"id": organisation.id, **{key: _shown(getattr(organisation, key)) for key in KEYS}}
        for organisation in session.scalars(select(Organisation).order_by(Organisation.id))
    ]


def _shown(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def add_organisation(session: Session, name: str, now: datetime) -> int:
    """Make an organisation with the function groups of the template; its id."""
    organisation = Organisation(name=_text(name), created_at=now)
    session.add(organisation)
    session.flush()
    session.add_all(template_rows(organisation.id))
    made = organisation.id
    session.commit()
    return made


def set_value(session: Session, organisation_id: int, key: str, value: str, now: datetime) -> None:
    """Change one setting; raises :class:`Faults` when the key, value or moment is wrong."""
    set_values(session, organisation_id, {key: value}, now, "command line")


def set_values(
    session: Session, organisation_id: int, values: Mapping[str, str], now: datetime, actor: str
) -> None:
    """Change settings, all of them or none; ``actor`` is named in the log of changes.

    Raises :class:`Faults` when a key, value or moment is wrong; then the caller rolls back.
    """
    organisation = find_organisation(session, organisation_id)
    for key, value in values.items():
        _set(organisation, key, value)
    for key in values:
        _check_policy(session, organisation, key)
        if key == "k" and _cycles(session, organisation_id, K_IN_USE):
            raise Faults(
                "k is fixed once a cycle is open: change it after the figures are published"
            )
    session.add_all(
        Change(organisation_id=organisation_id, at=now, actor=actor, what=f"{key} set")
        for key in values
    )
    session.commit()


def _set(organisation: Organisation, key: str, value: str) -> None:
    if key not in KEYS:
        raise Faults(f"{key} is not a setting: choose one of {', '.join(KEYS)}")
    try:
        read = KEYS[key](value.strip())
        _check_term(key, getattr(organisation, key), read)
    except ValueError as fault:
        raise Faults(f"{key}: {fault}") from fault
    setattr(organisation, key, read)


def _check_term(key: str, before: object, after: object) -> None:
    # What was promised when people answered holds: a term is never made longer.
    if key in TERMS and isinstance(before, int) and isinstance(after, int) and after > before:
        raise ValueError(f"it is {before} now and can only become shorter")


def _check_policy(session: Session, organisation: Organisation, key: str) -> None:
    if organisation.enrolment_policy != "targeted":
        return
    missing = [name for name in TARGETED_NEEDS if not getattr(organisation, name)]
    if missing:
        raise Faults(f"enrolment_policy targeted needs {', '.join(missing)}: set those first")
    if key == "enrolment_policy" and _cycles(session, organisation.id, UNDER_WAY):
        raise Faults(
            "enrolment_policy targeted is possible only before a cycle is planned: "
            "switch it on after the running cycle is archived"
        )


def _cycles(session: Session, organisation_id: int, states: tuple[str, ...]) -> bool:
    asked = select(Cycle.id).where(
        Cycle.organisation_id == organisation_id, Cycle.state.in_(states)
    )
    # What is being set is not in the database yet and must not get there by asking.
    with session.no_autoflush:
        return session.scalars(asked.limit(1)).first() is not None


def _text(value: str) -> str:
    if not value or len(value) > 255 or not value.isprintable():
        raise ValueError("give a text of 1 to 255 characters on one line")
    return value


def _optional_text(value: str) -> str:
    return _text(value) if value else ""


def _short_text(value: str) -> str:
    if len(value) > 100:
        raise ValueError("give at most 100 characters")
    return _optional_text(value)


def is_mail_address(value: str) -> bool:
    """Whether a text is a mail address, or empty: what says nothing is not wrong."""
    return not value or bool(re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,190}", value))


def _address(value: str) -> str:
    if not is_mail_address(value):
        raise ValueError(f"{value} is not a mail address")
    return value


def _language(value: str) -> str:
    if value not in languages_of_messages():
        raise ValueError(f"choose one of {', '.join(languages_of_messages())}")
    return value


def _policy(value: str) -> str:
    if value not in POLICIES:
        raise ValueError(f"choose one of {', '.join(POLICIES)}")
    return value


def _least(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", value) or int(value) < K_FLOOR:
        raise ValueError(f"give a whole number of at least {K_FLOOR}")
    return int(value)


def _term(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", value) or int(value) == 0:
        raise ValueError("give a whole number of at least 1")
    return int(value)


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as fault:
        raise ValueError(f"{value} is not a date: write it as 2026-10-12") from fault


KEYS: dict[str, Callable[[str], object]] = {
    "name": _text,
    "enrolment_policy": _policy,
    "k": _least,
    "contact_name": _optional_text,
    "contact_email": _address,
    "contact_phone": _short_text,
    "privacy_email": _address,
    "language": _language,
    "dpia_date": _date,
    "works_council_decision": str,
    "decided_by": _optional_text,
    **dict.fromkeys(TERMS, _term),
}
