"""The end of a scan: graded and sealed, once."""

from __future__ import annotations

from sqlalchemy import select, update

from lti_tool.models import Cycle, Scan
from lti_tool.services.sealed import seal_outcome
from lti_tool.services.sheets import Desk, NothingToDo, Sheet
from questionnaires.grading import grade, outcome_document


def seal_result(desk: Desk, sheet: Sheet) -> bool:
    """Grade and mark as submitted, once; False when another request was first."""
    key = sheet.person.wrapped_key
    if sheet.scan is None or key is None or sheet.group is None:
        raise NothingToDo("there is no scan to submit")
    outcome = grade(sheet.pack, sheet.group, sheet.answered.answers, sheet.minima)
    # Closing waits for who holds this, and who comes after it is late: nobody falls between.
    state = select(Cycle.state).where(Cycle.id == sheet.cycle.id).with_for_update(read=True)
    is_late = desk.session.scalar(state) != "open"
    changed = desk.session.scalars(
        update(Scan)
        .where(Scan.id == sheet.scan.id, Scan.submitted_at.is_(None))
        .values(
            outcome_sealed=seal_outcome(desk.vault, key, outcome_document(outcome)),
            submitted_at=desk.now,
            late=is_late,
        )
        .returning(Scan.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
