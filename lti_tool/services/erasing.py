"""Erasing all that is kept of one person, and again after a restore.

The key goes, so that what is sealed is noise wherever a copy of it lies, and the blobs, ids,
names, messages and sessions go with it. What is left is a row that is nobody: figures count
it, published ones never change. Who launches or is on the roster later begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    AgendaFeed,
    Base,
    Completion,
    Coordinator,
    Cycle,
    DataLink,
    EvaluationDone,
    Person,
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
from lti_tool.services.people import new_opaque_id
from lti_tool.services.sealed import GONE
from lti_tool.services.seating import BoxOffice
from lti_tool.services.staying_away import keep_away
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
    _hold(eraser.session, person)
    keep_away(eraser.session, eraser.vault, person, eraser.now)
    let_go(eraser.session, eraser.vault, person, eraser.now)


def let_go(session: Session, vault: Vault, person: Person, now: datetime) -> None:
    """Drop all that is kept of a person; the caller commits.

    By itself for whom nobody asked it, so that a later roster may bring them back.
    """
    _hold(session, person)
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
    # What the log of changes calls them leads nowhere from now on.
    person.opaque_id = new_opaque_id()
    person.erased_at = now
    session.flush()


def _hold(session: Session, person: Person) -> None:
    # What a roster run or a launch wrote a moment ago goes too, and neither comes in between.
    session.refresh(person, with_for_update={"key_share": True})


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
