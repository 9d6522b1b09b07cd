"""Closing a quarter: what is sealed is opened in memory, counted and forgotten (DESIGN 6.4).

This module is the second of the two that may unseal, after the person's own visit. What
leaves it is the candidate snapshot, which holds only what may be shown by its size.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, RosterEntry, Scan, Snapshot
from lti_tool.services.completions import finished_people
from lti_tool.services.frozen import earlier_of, member, places_of, setting_of
from lti_tool.services.reports import RESULTS
from lti_tool.services.sealed import GONE, unseal_answers, unseal_outcome
from lti_tool.vault import Vault
from questionnaires.disclosure import candidate_snapshot
from questionnaires.disclosure_people import ItemAnswer, Member, Respondent, skills_below
from questionnaires.grading import outcome_from_document
from questionnaires.model import DONT_KNOW, ThemePack

A_BATCH = 500
DONE_IN_TIME = Scan.submitted_at.is_not(None) & Scan.late.is_(False)


def add_candidate(session: Session, vault: Vault, cycle: Cycle, now: datetime) -> None:
    """Compute what may be published of a cycle that closes, and add it; the caller commits.

    Raises ``SealBroken`` when a scan does not open with the keys at hand.
    """
    _settle_who_counts(session, cycle.id)
    # As of the close: a night later the LMS may tell of what was done after it.
    finished = finished_people(session, cycle.id, now, cycle.closes)
    setting = setting_of(session, cycle, finished is not None)
    document = candidate_snapshot(
        setting,
        places_of(session, cycle.id),
        list(_respondents(session, vault, cycle.id, setting.pack, frozenset(finished or ()))),
        earlier_of(session, cycle),
        outside_roster(session, cycle.id),
    )
    session.add(Snapshot(cycle_id=cycle.id, kind=RESULTS, document=document, made_at=now))


def outside_roster(session: Session, cycle_id: int) -> int:
    """How many took part in time without standing on the frozen roster."""
    found = session.scalar(
        select(func.count(Scan.id))
        .join(Person, Person.id == Scan.person_id)
        .where(
            Scan.cycle_id == cycle_id,
            Scan.outside_roster,
            Person.rehearsal.is_(False),
            DONE_IN_TIME,
        )
    )
    return found or 0


def _settle_who_counts(session: Session, cycle_id: int) -> None:
    """Write down who is in the figures, once; whose scan was emptied counts as excused."""
    theirs = (Scan.cycle_id == RosterEntry.cycle_id) & (Scan.person_id == RosterEntry.person_id)
    whole = select(Scan.function_group).where(theirs, DONE_IN_TIME, Scan.outcome_sealed != GONE)
    emptied = select(Scan.id).where(theirs, DONE_IN_TIME, Scan.outcome_sealed == GONE)
    here = update(RosterEntry).where(RosterEntry.cycle_id == cycle_id)
    for change in (
        here.values(counted_as=whole.scalar_subquery()),
        here.where(emptied.exists()).values(excused=True),
    ):
        session.execute(change.execution_options(synchronize_session=False))


@dataclass(frozen=True, slots=True)
class _Sealed:
    """Somebody who counts, with what is to be opened."""

    member: Member
    wrapped_key: bytes
    scan: Scan


def _respondents(
    session: Session,
    vault: Vault,
    cycle_id: int,
    pack: ThemePack,
    finished: Collection[int],
) -> Iterator[Respondent]:
    """Batch by batch: blobs of thousands of people at once would fill the memory."""
    last = 0
    while batch := _batch(session, cycle_id, last):
        for sealed in batch:
            yield _respondent(vault, pack, sealed, sealed.scan.person_id in finished)
        last = batch[-1].scan.person_id


def _batch(session: Session, cycle_id: int, after: int) -> list[_Sealed]:
    entry = RosterEntry
    columns = (entry.person_id, entry.place, entry.function_group, entry.counted_as)
    rows = session.execute(
        select(*columns, Person.wrapped_key, Scan)
        .join(Scan, (Scan.cycle_id == entry.cycle_id) & (Scan.person_id == entry.person_id))
        .join(Person, Person.id == entry.person_id)
        .where(entry.cycle_id == cycle_id, entry.counted_as.is_not(None), entry.person_id > after)
        .order_by(entry.person_id)
        .limit(A_BATCH)
        .execution_options(populate_existing=True)
    )
    return [
        _Sealed(member(person, place, group, str(done)), key or b"", scan)
        for person, place, group, done, key, scan in rows
    ]


def _respondent(vault: Vault, pack: ThemePack, sealed: _Sealed, finished: bool) -> Respondent:
    outcome = unseal_outcome(vault, sealed.wrapped_key, sealed.scan)
    answers = unseal_answers(vault, sealed.wrapped_key, sealed.scan).answers
    if outcome is None:
        raise ValueError("a scan that is done has no outcome")
    below = skills_below(outcome_from_document(outcome))
    return Respondent(sealed.member, below, finished, _core_answers(pack, answers))


def _core_answers(pack: ThemePack, answers: Mapping[str, str]) -> dict[str, ItemAnswer]:
    return {
        item.id: ItemAnswer(item.option(answers[item.id]).points, answers[item.id] == DONT_KNOW)
        for item in pack.items
        if item.role == "kern" and item.id in answers
    }
