"""The log of changes, to read: who set or did what for the organisation, and never a result.

What an employee does is not in it, and neither is what is done for one of them: of when
somebody had their data erased, a line would tell who reads it beside who is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lti_tool.models import Change, Cycle, Person, Platform
from lti_tool.services.helpdesk_search import Ask, callers
from lti_tool.vault import Vault
from questionnaires.calendar import midnight

# Whoever acts for the organisation; anything else stays out, whoever writes it one day.
ROLES = ("admin", "coordinator")
MACHINES = ("themascan", "command line", "nightly job", "registration address")
ABOUT_SOMEBODY = "a person's "


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, the last one included; None is no bound."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One change. ``actor`` is a role or a machine; ``opaque_id`` is empty for a machine."""

    at: datetime
    actor: str
    opaque_id: str
    what: str


def changes(session: Session, organisation_id: int, period: Period) -> Sequence[Line]:
    """The changes of a period, newest first."""
    rows = session.execute(
        select(Change.at, Change.actor, Change.what)
        .where(
            Change.organisation_id == organisation_id,
            or_(*map(_is_by, (*ROLES, *MACHINES))),
            ~Change.what.startswith(ABOUT_SOMEBODY, autoescape=True),
            *_within(period),
        )
        .order_by(Change.at.desc(), Change.id.desc())
    )
    return [_line(at, actor, what) for at, actor, what in rows]


def _is_by(name: str) -> ColumnElement[bool]:
    return (Change.actor == name) | Change.actor.startswith(f"{name} ", autoescape=True)


def _within(period: Period) -> list[ColumnElement[bool]]:
    bounds = []
    if period.first is not None:
        bounds.append(Change.at >= midnight(period.first))
    if period.last is not None:
        bounds.append(Change.at < midnight(period.last + timedelta(days=1)))
    return bounds


def _line(at: datetime, actor: str, what: str) -> Line:
    role, _space, opaque_id = actor.partition(" ")
    return Line(at, role, opaque_id, what) if role in ROLES else Line(at, actor, "", what)


def quarters(session: Session, organisation_id: int) -> Mapping[str, str]:
    """The quarter of each cycle, by the number under which lines name it."""
    mine = select(Cycle.id, Cycle.quarter).where(Cycle.organisation_id == organisation_id)
    return {str(number): quarter for number, quarter in session.execute(mine)}


def names(
    session: Session, vault: Vault, organisation_id: int, opaque_ids: set[str], ask: Ask
) -> Mapping[str, str]:
    """Names of people by the id of the log, as far as they are there and the LMS tells.

    No transaction is open while the LMS is asked.
    """
    people = session.scalars(
        select(Person)
        .where(
            Person.organisation_id == organisation_id,
            Person.opaque_id.in_(opaque_ids),
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    ).all()
    mine = select(Platform).where(Platform.organisation_id == organisation_id)
    platforms = session.scalars(mine.order_by(Platform.id)).all()
    found = callers(session, vault, people, platforms, ask)
    return {row.person.opaque_id: row.name or row.person.lms_user_id or "" for row in found}
