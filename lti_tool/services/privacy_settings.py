"""What an admin chooses about privacy: who is enrolled, from how many there is a figure, how long.

The rules are those of :mod:`lti_tool.services.organisations`, the same as on the command line.
Here each is asked beforehand, so that a form can say at which field what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import K_FLOOR, POLICIES, Change, Cycle, Organisation
from lti_tool.services.organisations import (
    K_IN_USE,
    TARGETED_NEEDS,
    TERMS,
    UNDER_WAY,
    set_values,
)
from questionnaires.calendar import local_date

TARGETED = "targeted"
LONGEST = {"decided_by": 255, "works_council_decision": 2000}
# The log says which setting was changed, not to what.
POLICY_CHANGE = "enrolment_policy set"


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of the settings are fixed at this moment, because of cycles on their way."""

    targeted_closed: bool
    k_fixed: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field, as a code that the page has words for."""

    field: str
    code: str


def standing(session: Session, organisation_id: int) -> Standing:
    """What cannot be changed now; one statement."""
    states = set(
        session.scalars(select(Cycle.state).where(Cycle.organisation_id == organisation_id))
    )
    return Standing(bool(states & set(UNDER_WAY)), bool(states & set(K_IN_USE)))


def last_change_of_policy(session: Session, organisation_id: int) -> Change | None:
    """Who last chose how people are enrolled, and when; one statement."""
    return session.scalars(
        select(Change)
        .where(Change.organisation_id == organisation_id, Change.what == POLICY_CHANGE)
        .order_by(Change.at.desc(), Change.id.desc())
        .limit(1)
    ).first()


def _wrong_record(name: str, value: str, today: date) -> str:
    if not value:
        return "missing"
    if len(value) > LONGEST.get(name, 255):
        return "long"
    if name != "dpia_date":
        return "" if value.isprintable() else "lines"
    try:
        return "future" if date.fromisoformat(value) > today else ""
    except ValueError:
        return "date"


def wrong_policy(form: Mapping[str, str], now: Standing, today: date) -> Iterator[Wrong]:
    """What is wrong with a choice of policy; the records are asked for ``targeted`` only."""
    policy = form.get("enrolment_policy", "")
    if policy not in POLICIES:
        yield Wrong("enrolment_policy", "choose")
    if policy != TARGETED:
        return
    if now.targeted_closed:
        yield Wrong("enrolment_policy", "under_way")
    for name in TARGETED_NEEDS:
        if code := _wrong_record(name, form.get(name, ""), today):
            yield Wrong(name, code)


def wrong_numbers(
    form: Mapping[str, str], organisation: Organisation, now: Standing
) -> Iterator[Wrong]:
    """What is wrong with k and the terms; what stays as it is is never wrong."""
    for name in ("k", *TERMS):
        value, before = form.get(name, ""), getattr(organisation, name)
        if value == str(before):
            continue
        if not re.fullmatch(r"[0-9]{1,4}", value):
            yield Wrong(name, "number")
        elif name == "k":
            if now.k_fixed:
                yield Wrong(name, "fixed")
            elif int(value) < K_FLOOR:
                yield Wrong(name, "floor")
        elif not 1 <= int(value) <= before:
            yield Wrong(name, "longer")


@dataclass(frozen=True, slots=True)
class Office:
    """On whose behalf and when; ``actor`` stands in the log of changes."""

    session: Session
    organisation: Organisation
    actor: str
    now: datetime


def change_policy(office: Office, form: Mapping[str, str]) -> list[Wrong]:
    """Choose how people are enrolled, all or nothing; what is wrong, when something is."""
    now = standing(office.session, office.organisation.id)
    wrong = list(wrong_policy(form, now, local_date(office.now)))
    if not wrong:
        policy = form["enrolment_policy"]
        records = {name: form[name] for name in TARGETED_NEEDS} if policy == TARGETED else {}
        _change(office, {**records, "enrolment_policy": policy})
    return wrong


def change_numbers(office: Office, form: Mapping[str, str]) -> list[Wrong]:
    """Change k and the terms, all or nothing; what is wrong, when something is."""
    now = standing(office.session, office.organisation.id)
    wrong = list(wrong_numbers(form, office.organisation, now))
    if not wrong:
        _change(office, {name: form[name] for name in ("k", *TERMS)})
    return wrong


def _change(office: Office, values: Mapping[str, str]) -> None:
    """Only what is different, so that the log holds real changes."""
    changed = {
        key: value
        for key, value in values.items()
        if value != str(getattr(office.organisation, key) or "")
    }
    if changed:
        set_values(office.session, office.organisation.id, changed, office.now, office.actor)


Changer = Callable[[Office, Mapping[str, str]], list[Wrong]]
