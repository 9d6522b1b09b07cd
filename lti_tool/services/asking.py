"""Asking a person of L&D to look along: a message that knows of no result (DESIGN 5).

It is for coordinators to read, so the installation's keys seal it and not the person's. With
words or without, it is stored at one length. What the LMS calls an asker is asked when a
coordinator looks, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import Coordinator, Person, Platform, TalkRequest
from lti_tool.services.helpdesk_search import Ask, Caller, callers
from lti_tool.vault import SealBroken, Vault

LONGEST = 600
# Of the longest text in the longest writing there is: four bytes a character.
STORED = 4 * LONGEST


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is open, as its own asker sees it."""

    words: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request as a coordinator sees it; ``email`` is the LMS's, or the roster's, or empty."""

    id: int
    caller: Caller
    email: str
    words: str
    since: datetime


def somebody_listens(session: Session, organisation_id: int) -> bool:
    """Whether the organisation has a coordinator, so that a request reaches anybody."""
    there = exists().where(
        Coordinator.person_id == Person.id, Person.organisation_id == organisation_id
    )
    return bool(session.scalar(select(there)))


def ask(session: Session, vault: Vault, person: Person, words: str, now: datetime) -> None:
    """Leave a request, in place of an earlier one; commits. ``words`` may be empty."""
    session.execute(delete(TalkRequest).where(TalkRequest.person_id == person.id))
    session.add(
        TalkRequest(
            organisation_id=person.organisation_id,
            person_id=person.id,
            words_sealed=vault.seal_text(_padded(words)),
            created_at=now,
        )
    )
    try:
        session.commit()
    except IntegrityError:
        # Another tab was first: that request stands.
        session.rollback()


def _padded(words: str) -> str:
    text = words.replace("\r\n", "\n").strip()[:LONGEST]
    return text + " " * (STORED - len(text.encode()))


def _opened(vault: Vault, sealed: bytes | None) -> str:
    try:
        return vault.open_text(sealed).rstrip() if sealed else ""
    except SealBroken:
        # Under a key that is gone: the request itself still stands.
        return ""


def asked_by(session: Session, vault: Vault, person: Person) -> Asked | None:
    """The person's own open request."""
    row = session.scalar(select(TalkRequest).where(TalkRequest.person_id == person.id))
    return Asked(_opened(vault, row.words_sealed), row.created_at) if row else None


def withdraw(session: Session, person: Person) -> None:
    """Take the own request back; commits."""
    session.execute(delete(TalkRequest).where(TalkRequest.person_id == person.id))
    session.commit()


def waiting(session: Session, vault: Vault, organisation_id: int, ask: Ask) -> Sequence[Waiting]:
    """All open requests of an organisation, oldest first, with who asks and how to reach them.

    No transaction is open while the LMS is asked.
    """
    rows = session.execute(
        select(TalkRequest, Person)
        .join(Person, Person.id == TalkRequest.person_id)
        .where(TalkRequest.organisation_id == organisation_id)
        .order_by(TalkRequest.created_at, TalkRequest.id)
    ).all()
    platforms = session.scalars(
        select(Platform).where(Platform.organisation_id == organisation_id).order_by(Platform.id)
    ).all()
    found = callers(session, vault, [person for _request, person in rows], platforms, ask)
    return [
        Waiting(
            id=request.id,
            caller=caller,
            email=caller.email or _opened(vault, person.email_sealed),
            words=_opened(vault, request.words_sealed),
            since=request.created_at,
        )
        for (request, person), caller in zip(rows, found, strict=True)
    ]


def done(session: Session, organisation_id: int, request_id: int) -> None:
    """A coordinator has seen to it: the request goes, with its words. Commits."""
    session.execute(
        delete(TalkRequest).where(
            TalkRequest.id == request_id, TalkRequest.organisation_id == organisation_id
        )
    )
    session.commit()
