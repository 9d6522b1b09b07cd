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

from lti_tool.knocks import Knock
from lti_tool.models import Organisation, OwnText, Person, Platform, Visit

COOKIE = "themascan_visit"
IDLE_WITH_COOKIE = timedelta(minutes=60)
IDLE_PATH_ONLY = timedelta(minutes=15)
IDLE_SHARED = timedelta(minutes=5)
LONGEST = timedelta(hours=10)
WRITE_EVERY = timedelta(minutes=1)
# Built once: every page of a visit begins with it.
VISITS = cast(Table, Visit.__table__)
OWN_WELCOME = tuple(
    select(OwnText.body)
    .where(
        OwnText.organisation_id == Organisation.id,
        OwnText.name == "welcome",
        OwnText.language == code,
    )
    .scalar_subquery()
    for code in ("nl", "en")
)
BY_PATH = (
    select(Visit, Person, Organisation, Platform, *OWN_WELCOME)
    .join(Person, Person.id == Visit.person_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .join(Platform, Platform.id == Person.platform_id)
    .where(Visit.path_hash == bindparam("path"))
)


@dataclass(frozen=True, slots=True)
class VisitContext:
    """A visit with the rows that nearly every page needs.

    With it the organisation's own words on the welcome page: there a launch ends, whose
    statements are counted.
    """

    visit: Visit
    person: Person
    organisation: Organisation
    platform: Platform
    welcome_nl: str | None = None
    welcome_en: str | None = None

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


def _is_alive(visit: Visit, now: datetime) -> bool:
    if visit.ended_at is not None or now - visit.created_at > LONGEST:
        return False
    return now - visit.last_seen_at <= _idle_limit(visit)


def _is_theirs(visit: Visit, knock: Knock) -> bool:
    if knock.cookie is not None:
        return hmac.compare_digest(digest(knock.cookie), visit.cookie_hash)
    picks = visit.roles == "picker"
    return not visit.cookie_seen and knock.may_do_without_cookie(_is_unseen(visit), picks)


def _is_unseen(visit: Visit) -> bool:
    return visit.last_seen_at == visit.created_at


def load_visit(session: Session, path_id: str, knock: Knock, now: datetime) -> VisitContext | None:
    """The living visit of an address, in one statement; None when it is over or not theirs.

    Notes the cookie's first arrival, and once a minute that somebody is still there.
    """
    row = session.execute(BY_PATH, {"path": digest(path_id)}).first()
    if row is None:
        return None
    context = VisitContext(*row)
    # A launch that waited for its browser can come after an erasure.
    if context.person.erased_at is not None or not _is_alive(context.visit, now):
        return None
    if not _is_theirs(context.visit, knock):
        return None
    _note(context.visit, knock, now)
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


def _note(visit: Visit, knock: Knock, now: datetime) -> None:
    # Written by the next flush, at the latest when the request commits.
    arrives = knock.cookie is not None and not visit.cookie_seen
    visit.cookie_seen = visit.cookie_seen or arrives
    if _is_unseen(visit):
        # Later than the launch by however little: from now on somebody has entered.
        visit.last_seen_at = max(now, visit.created_at + timedelta(microseconds=1))
    elif arrives or (now - visit.last_seen_at >= WRITE_EVERY and not knock.by_itself):
        visit.last_seen_at = now


def end_visit(session: Session, context: VisitContext, now: datetime) -> None:
    """End this visit at once; commits."""
    session.execute(update(Visit).where(Visit.id == context.visit.id).values(ended_at=now))
    session.commit()
