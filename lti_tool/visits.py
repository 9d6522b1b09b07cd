"""The visit: what a launch leaves behind in one browser (DESIGN 4).

A random id in the path carries it; a cookie joins when the browser lets it through, and
is mandatory from then on. Path id and cookie are stored as hashes only.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Organisation, Person, Platform, Visit

COOKIE = "themascan_visit"
IDLE_WITH_COOKIE = timedelta(minutes=60)
IDLE_PATH_ONLY = timedelta(minutes=15)
IDLE_SHARED = timedelta(minutes=5)
LONGEST = timedelta(hours=10)
WRITE_EVERY = timedelta(minutes=1)
# Built once: every page of a visit begins with it.
VISITS = cast(Table, Visit.__table__)
BY_PATH = (
    select(Visit, Person, Organisation, Platform)
    .join(Person, Person.id == Visit.person_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .join(Platform, Platform.id == Person.platform_id)
    .where(Visit.path_hash == bindparam("path"))
)


@dataclass(frozen=True, slots=True)
class VisitContext:
    """A visit with the rows that nearly every page needs."""

    visit: Visit
    person: Person
    organisation: Organisation
    platform: Platform

    @property
    def roles(self) -> tuple[str, ...]:
        """Everyone is an employee; some are more."""
        return tuple(self.visit.roles.split(","))


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a launch says about the visit that it starts."""

    person_id: int
    roles: tuple[str, ...]
    course_context_id: int | None = None
    page: str = ""
    locale: str = "nl"
    return_url: str = ""
    deep_link: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the browser gets, once: it is stored nowhere."""

    path_id: str
    cookie: str

    @property
    def path(self) -> str:
        """Where the visit's pages live; also the path of its cookie."""
        return f"/v/{self.path_id}/"


def digest(secret: str) -> str:
    """How a secret of a browser is stored; any text at all has a digest."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def start_visit(session: Session, arrival: Arrival, now: datetime) -> Ticket:
    """Add a visit; the caller commits."""
    ticket = Ticket(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    session.execute(
        VISITS.insert(),
        {
            "path_hash": digest(ticket.path_id),
            "cookie_hash": digest(ticket.cookie),
            "csrf": secrets.token_urlsafe(24),
            "person_id": arrival.person_id,
            "course_context_id": arrival.course_context_id,
            "roles": ",".join(arrival.roles),
            "page": arrival.page,
            "locale": arrival.locale,
            "return_url": arrival.return_url,
            "deep_link": dict(arrival.deep_link) if arrival.deep_link is not None else None,
            "created_at": now,
            "last_seen_at": now,
        },
    )
    return ticket


def _idle_limit(visit: Visit) -> timedelta:
    if visit.shared_device:
        return IDLE_SHARED
    return IDLE_WITH_COOKIE if visit.cookie_seen else IDLE_PATH_ONLY


def _is_alive(visit: Visit, cookie: str | None, now: datetime) -> bool:
    if visit.ended_at is not None or now - visit.created_at > LONGEST:
        return False
    if cookie is not None and not _matches(visit, cookie):
        return False
    if cookie is None and visit.cookie_seen:
        return False
    return now - visit.last_seen_at <= _idle_limit(visit)


def _matches(visit: Visit, cookie: str) -> bool:
    return hmac.compare_digest(digest(cookie), visit.cookie_hash)


def load_visit(
    session: Session, path_id: str, cookie: str | None, now: datetime
) -> VisitContext | None:
    """The living visit of an address, in one statement; None when it is over or not theirs.

    Notes the cookie's first arrival, and once a minute that somebody is still there.
    """
    row = session.execute(BY_PATH, {"path": digest(path_id)}).first()
    if row is None:
        return None
    context = VisitContext(*row)
    # A launch that waited for its browser can come after an erasure.
    if context.person.erased_at is not None or not _is_alive(context.visit, cookie, now):
        return None
    _note(context.visit, cookie, now)
    return context


def addresses_of_visit(session: Session, path_id: str) -> tuple[str, ...]:
    """The addresses of the LMS that a visit came from, also when the visit is over."""
    row = session.execute(
        select(Platform.issuer, Platform.auth_login_url, Visit.return_url)
        .join(Person, Person.id == Visit.person_id)
        .join(Platform, Platform.id == Person.platform_id)
        .where(Visit.path_hash == digest(path_id))
    ).first()
    return tuple(row) if row is not None else ()


def _note(visit: Visit, cookie: str | None, now: datetime) -> None:
    # Written by the next flush, at the latest when the request commits.
    if cookie is not None and not visit.cookie_seen:
        visit.cookie_seen = True
        visit.last_seen_at = now
    elif now - visit.last_seen_at >= WRITE_EVERY:
        visit.last_seen_at = now


def end_visit(session: Session, context: VisitContext, now: datetime) -> None:
    """End this visit at once; commits."""
    session.execute(update(Visit).where(Visit.id == context.visit.id).values(ended_at=now))
    session.commit()
