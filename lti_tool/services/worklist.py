"""The list of enrolments that L&D makes by hand, for an LMS without a usable API.

It says who goes into which course, in the order of the alphabet: not why, and not since
when. What stands on it was handed over; ticking it off changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from adapters.errors import Unavailable
from lti_tool.models import Person, Platform, WorklistEntry
from lti_tool.vault import SealBroken, Vault

HANDLE = 12
PROCESSED_STAY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list; ``number`` is by which the LMS knows the person."""

    handle: str
    course: str
    number: str
    first_name: str


class PlatformWorklist:
    """:class:`adapters.worklist_store.WorklistStore` of one LMS, in sessions of its own.

    ``now`` is when an entry is made. No other transaction may be open in this process.
    """

    def __init__(self, engine: Engine, vault: Vault, platform: Platform, now: datetime) -> None:
        self._engine, self._vault, self._now = engine, vault, now
        self._platform_id, self._organisation_id = platform.id, platform.organisation_id

    def known(self, course_id: str) -> set[str]:
        """Who stands on the list for a course, processed or not."""
        with self._session() as session:
            found = self._people(session)
            digests = {self._digest(course_id, person): user for user, person in found.items()}
            rows = session.scalars(
                select(WorklistEntry.digest).where(WorklistEntry.platform_id == self._platform_id)
            )
            return {digests[digest] for digest in rows if digest in digests}

    def put(self, course_id: str, user_ids: Sequence[str]) -> None:
        """Put people on the list for a course; who is on it already stays as it is."""
        there = self.known(course_id)
        with self._session() as session:
            found = self._people(session)
            session.add_all(
                WorklistEntry(
                    organisation_id=self._organisation_id,
                    platform_id=self._platform_id,
                    person_id=found[user],
                    digest=self._digest(course_id, found[user]),
                    course_sealed=self._vault.seal_text(course_id),
                    created_at=self._now,
                )
                for user in dict.fromkeys(user_ids)
                if user not in there and user in found
            )
            session.commit()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with Session(self._engine) as session:
                yield session
        except OperationalError as fault:
            raise Unavailable("the list cannot be reached: the database is busy") from fault

    def _people(self, session: Session) -> dict[str, int]:
        rows = session.execute(
            select(Person.lms_user_id, Person.id).where(
                Person.platform_id == self._platform_id, Person.lms_user_id.is_not(None)
            )
        )
        return {str(user): person for user, person in rows}

    def _digest(self, course: str, person: int) -> str:
        return self._vault.fingerprint("worklist", self._platform_id, course, person)


def open_entries(session: Session, vault: Vault, organisation_id: int) -> list[Entry]:
    """What is to be processed, by course and number: never in the order of its making."""
    rows = session.execute(
        select(WorklistEntry, Person)
        .join(Person, Person.id == WorklistEntry.person_id)
        .where(WorklistEntry.organisation_id == organisation_id, WorklistEntry.done_at.is_(None))
    )
    entries = [
        Entry(
            handle=entry.digest[:HANDLE],
            course=_opened(vault, entry.course_sealed),
            number=person.lms_user_id or "",
            first_name=_opened(vault, person.first_name_sealed),
        )
        for entry, person in rows
    ]
    return sorted(entries, key=lambda entry: (entry.course.casefold(), entry.number.casefold()))


def _opened(vault: Vault, sealed: bytes | None) -> str:
    try:
        return vault.open_text(sealed) if sealed else ""
    except SealBroken:
        return ""


def tick(session: Session, organisation_id: int, handles: Iterable[str], now: datetime) -> int:
    """What was processed; commits. How many of them were open."""
    wanted = set(handles)
    rows = session.execute(
        select(WorklistEntry.id, WorklistEntry.digest).where(
            WorklistEntry.organisation_id == organisation_id, WorklistEntry.done_at.is_(None)
        )
    )
    ids = [key for key, digest in rows if digest[:HANDLE] in wanted]
    for start in range(0, len(ids), 500):
        session.execute(
            update(WorklistEntry)
            .where(WorklistEntry.id.in_(ids[start : start + 500]))
            .values(done_at=now)
        )
    session.commit()
    return len(ids)


def forget_processed(session: Session, now: datetime) -> int:
    """Drop what was processed long enough ago. Caller commits.

    Whoever is chosen for the same course later stands on the list again.
    """
    gone = session.scalars(
        delete(WorklistEntry)
        .where(WorklistEntry.done_at < now - PROCESSED_STAY)
        .returning(WorklistEntry.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def on_the_list(session: Session, vault: Vault, person: Person) -> list[tuple[str, WorklistEntry]]:
    """What stands there about one person, for their own data: the course and the row."""
    rows = session.scalars(
        select(WorklistEntry)
        .where(WorklistEntry.person_id == person.id)
        .order_by(WorklistEntry.created_at, WorklistEntry.digest)
    )
    return [(_opened(vault, row.course_sealed), row) for row in rows]
