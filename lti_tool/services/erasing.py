"""Erasing all that is kept of one person, again after a restore, and who stays away for it.

The key goes, so that what is sealed is noise wherever a copy of it lies, and the blobs, ids,
names, messages and sessions go with it. What is left is a row that is nobody: figures count
it, published ones never change. Who launches or is on the roster later begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    AgendaFeed,
    Base,
    Completion,
    Coordinator,
    Cycle,
    DataLink,
    Erasure,
    EvaluationDone,
    Person,
    Platform,
    RosterBefore,
    RosterEntry,
    RosterUpload,
    Scan,
    TalkRequest,
    TeamManager,
    Visit,
    WorklistEntry,
)
from lti_tool.services.bookings import forget
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.mirror_erased import order_out
from lti_tool.services.own_deliveries import drop_unsent
from lti_tool.services.sealed import GONE
from lti_tool.services.seating import BoxOffice
from lti_tool.vault import Vault

# Long enough for a job to settle what it had in hand at the moment of an erasure.
LOOK_BACK = timedelta(days=7)
ABOUT_A_PERSON = (
    Visit,
    TalkRequest,
    DataLink,
    TeamManager,
    Coordinator,
    AgendaFeed,
    EvaluationDone,
    WorklistEntry,
    RosterBefore,
    Completion,
)


@dataclass(frozen=True, slots=True)
class Eraser:
    """What erasing works with."""

    session: Session
    vault: Vault
    journal: ErasureJournal
    now: datetime


def erase(eraser: Eraser, person: Person) -> None:
    """Erase a person for good; commits. Raises ``OSError`` when the journal cannot be written.

    The journal comes first: a crash in between erases somebody who asked for it, where the
    other order would bring them back at the next restore.
    """
    eraser.journal.note(person)
    _erase(eraser, person)
    eraser.session.commit()


def erase_again(eraser: Eraser) -> int:
    """After a restore: erase whoever stands in the journal; how many that were. Commits.

    Restored sessions end too. Raises :class:`Faults` when there is no journal of ours.
    """
    lines, session = eraser.journal.lines(), eraser.session
    session.execute(delete(Visit))
    living = session.scalars(select(Person).where(Person.erased_at.is_(None))).all()
    back = [person for person in living if eraser.journal.line_of(person) in lines]
    for person in back:
        _erase(eraser, person)
    session.commit()
    return len(back)


def finish_erasures(session: Session, vault: Vault, now: datetime) -> int:
    """Drop deliveries that a job had in hand when somebody was erased, and did not get rid of."""
    recent = select(Person).where(Person.erased_at > now - LOOK_BACK)
    count = sum(drop_unsent(session, vault, person, now) for person in session.scalars(recent))
    session.commit()
    return count


def _erase(eraser: Eraser, person: Person) -> None:
    eraser.session.flush()
    _keep_away(eraser, person)
    let_go(eraser.session, eraser.vault, person, eraser.now)


def let_go(session: Session, vault: Vault, person: Person, now: datetime) -> None:
    """Drop all that is kept of a person; the caller commits.

    By itself for whom nobody asked it, so that a later roster may bring them back.
    """
    drop_unsent(session, vault, person, now)
    _erase_scans(session, person)
    order_out(session, vault, person, now)
    forget(BoxOffice(session, vault, now), person)
    for table in ABOUT_A_PERSON:
        _drop(session, table, table.person_id == person.id)
    # A file that waits for its "take over" may name the person: it is uploaded again.
    if not person.rehearsal:
        _drop(session, RosterUpload, RosterUpload.platform_id == person.platform_id)
    person.wrapped_key = person.first_name_sealed = person.email_sealed = None
    person.lti_sub = person.lms_user_id = person.match_kind = person.match_value = None
    person.function_group = person.team_id = person.language = None
    person.on_roster = person.excused = False
    person.from_lms = ""
    person.erased_at = now
    session.flush()


def _drop(session: Session, table: type[Base], which: ColumnElement[bool]) -> None:
    session.execute(delete(table).where(which).execution_options(synchronize_session=False))


def _erase_scans(session: Session, person: Person) -> None:
    """Of a running cycle the scan goes and the person counts as excused; else the blobs go."""
    running = select(Cycle.id).where(
        Cycle.organisation_id == person.organisation_id, Cycle.state == "open"
    )
    theirs, no_sync = Scan.person_id == person.id, {"synchronize_session": False}
    now_running = Scan.cycle_id.in_(running)
    session.execute(delete(Scan).where(theirs, now_running).execution_options(**no_sync))
    emptied = {"answers_sealed": GONE, "outcome_sealed": GONE, "seed": "", "function_group": None}
    session.execute(update(Scan).where(theirs).values(emptied).execution_options(**no_sync))
    session.execute(
        update(RosterEntry)
        .where(RosterEntry.person_id == person.id, RosterEntry.cycle_id.in_(running))
        .values(excused=True)
        .execution_options(**no_sync)
    )


def _keep_away(eraser: Eraser, person: Person) -> None:
    """Leave what a roster run recognises the person by, for as long as the cycle runs."""
    keys = [(person.match_kind, person.match_value), ("lms_user_id", person.lms_user_id)]
    if person.lti_sub != person.lms_user_id:
        # By which the list of a course knows the person.
        keys.append(("lti_sub", person.lti_sub))
    eraser.session.add_all(
        Erasure(
            platform_id=person.platform_id,
            digest=digest_of(eraser.vault, kind, value),
            erased_at=eraser.now,
        )
        for kind, value in keys
        if kind and value
    )


def digest_of(vault: Vault, kind: str, value: str) -> str:
    """How a key of somebody who was erased is stored; ``value`` as the person's row has it."""
    return vault.fingerprint("erased key", kind, value)


def _in_their_cycle() -> ColumnElement[bool]:
    # The roster of a cycle is frozen when it opens, so a later one is another matter.
    return exists().where(
        Cycle.organisation_id == Platform.organisation_id,
        Cycle.state == "open",
        Cycle.opened_at <= Erasure.erased_at,
    )


def staying_away(session: Session, platform_id: int) -> frozenset[str]:
    """Digests of whom a roster run must pass over: erased in a cycle that still runs."""
    found = session.scalars(
        select(Erasure.digest)
        .join(Platform, Platform.id == Erasure.platform_id)
        .where(Erasure.platform_id == platform_id, _in_their_cycle())
    )
    return frozenset(found)


def forget_erasures(session: Session) -> int:
    """Drop the digests whose cycle is over: nothing is left to stay away from. Caller commits."""
    over = select(Erasure.id).join(Platform).where(~_in_their_cycle())
    gone = session.scalars(
        delete(Erasure)
        .where(Erasure.id.in_(over))
        .returning(Erasure.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
