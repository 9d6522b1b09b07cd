"""The employee's scan: find it, start it, save a page, do a skill again, see the result.

This module acts for the person's own visit and is one of the two that may unseal.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lti_tool.models import Cycle, Person, RosterEntry, Scan
from lti_tool.services.sealed import (
    Answered,
    seal_answers,
    seal_outcome,
    sealed_anew,
    unseal_answers,
    unseal_outcome,
)
from lti_tool.services.sheets import (
    REHEARSED,
    SHEET,
    TAKES_SCANS,
    Desk,
    NothingToDo,
    Sheet,
    pack_to_answer,
)
from questionnaires.grading import outcome_document, outcome_from_document
from questionnaires.model import Outcome

__all__ = [
    "TAKES_SCANS",
    "Desk",
    "NothingToDo",
    "Sheet",
    "find_sheet",
    "own_outcome",
    "own_sheets",
    "save_again",
    "save_answers",
    "start",
]


def find_sheet(desk: Desk, person: Person) -> Sheet | None:
    """The cycle that takes scans now and the person's place in it; one statement."""
    who = {"person": person.id, "organisation": person.organisation_id}
    row = desk.session.execute(REHEARSED if person.rehearsal else SHEET, who).first()
    if row is None:
        return None
    cycle, scan, entry = row
    return _sheet(desk, cycle, person, scan, entry)


def _sheet(
    desk: Desk, cycle: Cycle, person: Person, scan: Scan | None, entry: RosterEntry | None
) -> Sheet:
    pack = pack_to_answer(desk, cycle)
    answered = Answered({})
    if scan is not None and person.wrapped_key is not None:
        answered = unseal_answers(desk.vault, person.wrapped_key, scan)
    return Sheet(cycle, person, pack, scan, entry, answered)


def own_sheets(desk: Desk, person: Person) -> list[Sheet]:
    """The person's scans of all cycles, oldest first; one statement, and one per new pack."""
    rows = desk.session.execute(
        select(Cycle, Scan, RosterEntry)
        .join(Scan, Scan.cycle_id == Cycle.id)
        .outerjoin(
            RosterEntry,
            (RosterEntry.cycle_id == Cycle.id) & (RosterEntry.person_id == person.id),
        )
        .where(Scan.person_id == person.id)
        .order_by(Cycle.opens, Cycle.id)
    ).all()
    return [_sheet(desk, cycle, person, scan, entry) for cycle, scan, entry in rows]


def start(desk: Desk, sheet: Sheet, chosen_group: str | None = None) -> Sheet:
    """Make the scan with its two sealed blobs, or find it when it is there already; commits."""
    if sheet.scan is not None:
        return sheet
    group = chosen_group or sheet.group
    key = sheet.person.wrapped_key
    if group not in sheet.pack.minima or key is None:
        raise NothingToDo("a function group of this theme is needed")
    scan = Scan(
        cycle_id=sheet.cycle.id,
        person_id=sheet.person.id,
        outside_roster=sheet.entry is None,
        late=sheet.cycle.state != "open",
        function_group=group,
        chosen_group=chosen_group is not None,
        seed=secrets.token_hex(16),
        answers_sealed=seal_answers(desk.vault, key, Answered({})),
        outcome_sealed=seal_outcome(desk.vault, key, None),
        started_at=desk.now,
    )
    return _added(desk, replace(sheet, scan=scan, answered=Answered({})))


def _added(desk: Desk, sheet: Sheet) -> Sheet:
    try:
        with desk.session.begin_nested():
            desk.session.add(sheet.scan)
    except IntegrityError:
        # A double click: the first of the two made it.
        there = find_sheet(desk, sheet.person)
        if there is None or there.scan is None:
            raise
        sheet = there
    desk.session.commit()
    return sheet


def save_answers(desk: Desk, sheet: Sheet, given: Mapping[str, str]) -> Sheet:
    """Add answers to a scan that is not submitted; rewrites the blob in place.

    On top of what another tab saved since the sheet was read. When the scan was submitted or
    erased in between nothing is saved, and the sheet comes back as it is by then.
    """
    key = sheet.person.wrapped_key
    if sheet.scan is None or key is None or sheet.submitted:
        raise NothingToDo("there is no scan to answer")
    answered = replace(sheet.answered, answers={**sheet.answered.answers, **given})
    kept = desk.session.scalars(
        update(Scan)
        .where(
            Scan.id == sheet.scan.id,
            Scan.submitted_at.is_(None),
            Scan.answers_sealed == sheet.scan.answers_sealed,
        )
        .values(answers_sealed=seal_answers(desk.vault, key, answered))
        .returning(Scan.id)
    )
    if kept.first() is not None:
        return replace(sheet, answered=answered)
    there = _as_it_is_by_now(desk, sheet, sheet.scan.id)
    gone = there.scan is None or there.answers_gone
    return there if gone or there.submitted else save_answers(desk, there, given)


def _as_it_is_by_now(desk: Desk, sheet: Sheet, scan_id: int) -> Sheet:
    wanted = select(Scan).where(Scan.id == scan_id).execution_options(populate_existing=True)
    return _sheet(desk, sheet.cycle, sheet.person, desk.session.scalar(wanted), sheet.entry)


def save_again(desk: Desk, sheet: Sheet, answered: Answered, outcome: Outcome | None) -> bool:
    """Write what a second attempt changes, and the outcome once it is finished; caller commits.

    False when the cycle has closed, or when another request of this person was first. Nothing
    but the two blobs is touched: no enrolment follows from a second attempt (DESIGN 5).
    """
    key = sheet.person.wrapped_key
    if sheet.scan is None or key is None or not sheet.submitted:
        raise NothingToDo("there is no scan to do again")
    # Both change at each write: which of them did would tell a second attempt from explanations.
    values = {
        "answers_sealed": seal_answers(desk.vault, key, answered),
        "outcome_sealed": seal_outcome(desk.vault, key, outcome_document(outcome))
        if outcome is not None
        else sealed_anew(desk.vault, key, sheet.scan.outcome_sealed),
    }
    is_open = select(Cycle.id).where(Cycle.id == sheet.cycle.id, Cycle.state == "open")
    changed = desk.session.scalars(
        update(Scan)
        .where(
            Scan.id == sheet.scan.id,
            Scan.answers_sealed == sheet.scan.answers_sealed,
            Scan.cycle_id.in_(is_open),
        )
        .values(values)
        .returning(Scan.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def own_outcome(desk: Desk, sheet: Sheet) -> Outcome:
    """The person's own outcome; raises ``NothingToDo`` before submitting, and when it is gone."""
    key = sheet.person.wrapped_key
    if sheet.scan is None or key is None:
        raise NothingToDo("there is no result yet")
    document = unseal_outcome(desk.vault, key, sheet.scan)
    if document is None:
        raise NothingToDo("there is no result yet")
    return outcome_from_document(document)
