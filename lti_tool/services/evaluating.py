"""The evaluation: who may fill in what, keeping it apart from who they are, and publishing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import (
    Booking,
    Cycle,
    EvaluationAnswer,
    EvaluationDone,
    Organisation,
    Person,
    Scan,
    Snapshot,
    TeamManager,
    WorkshopSession,
)
from lti_tool.services.cycle_dates import dates_of
from lti_tool.services.evaluation_forms import forms_of, sealed_form
from lti_tool.vault import Vault
from questionnaires.calendar import local_date
from questionnaires.evaluation import (
    EMPLOYEE,
    MANAGER,
    QUESTIONS,
    WORKSHOP,
    Given,
    evaluation_snapshot,
    is_complete,
)

KIND = "evaluation"
AFTER_CLOSING = ("closed", "published")
RUNNING = ("open", *AFTER_CLOSING)


def _took_part(person: Person) -> ColumnElement[bool]:
    done = (Scan.person_id == person.id) & Scan.submitted_at.is_not(None)
    return exists().where(Scan.cycle_id == Cycle.id, done)


def _leads(person: Person) -> ColumnElement[bool]:
    return exists().where(TeamManager.person_id == person.id)


def _attended(person: Person) -> ColumnElement[bool]:
    return exists().where(
        WorkshopSession.cycle_id == Cycle.id,
        Booking.session_id == WorkshopSession.id,
        Booking.person_id == person.id,
        Booking.attended.is_(True),
    )


MAY_FILL_IN: Mapping[str, Callable[[Person], ColumnElement[bool]]] = {
    EMPLOYEE: _took_part,
    MANAGER: _leads,
    WORKSHOP: _attended,
}


def open_forms(session: Session, person: Person, now: datetime) -> list[tuple[Cycle, str]]:
    """What somebody may fill in and has not: (cycle, audience), oldest first; one statement.

    After a workshop at once; the others in the last month of the quarter, until it is archived.
    """
    may = [asks(person).label(audience) for audience, asks in MAY_FILL_IN.items()]
    given = [_given(person, audience).label(f"{audience}_given") for audience in MAY_FILL_IN]
    rows = session.execute(
        select(Cycle, *may, *given)
        .where(Cycle.organisation_id == person.organisation_id, Cycle.state.in_(RUNNING))
        .order_by(Cycle.opens, Cycle.id)
    ).all()
    return [
        (row[0], audience)
        for row in rows
        for audience in MAY_FILL_IN
        if getattr(row, audience)
        and not getattr(row, f"{audience}_given")
        and _is_time(row[0], audience, now)
    ]


def _given(person: Person, audience: str) -> ColumnElement[bool]:
    return exists().where(
        EvaluationDone.cycle_id == Cycle.id,
        EvaluationDone.person_id == person.id,
        EvaluationDone.audience == audience,
    )


def _is_time(cycle: Cycle, audience: str, now: datetime) -> bool:
    if audience == WORKSHOP:
        return True
    return cycle.state in AFTER_CLOSING and local_date(now) >= dates_of(cycle).evaluating


def give(
    session: Session, vault: Vault, person: Person, form: tuple[Cycle, str], given: Given
) -> bool:
    """Keep a form, as of :func:`open_forms`; commits. False when incomplete, given
    before, or too late.

    It is sealed and gets an id by chance and no moment, so that nothing leads back to the
    person (:mod:`services.evaluation_forms`). For the same reason that of a test account is
    not kept: nobody could leave it out later.
    """
    cycle, audience = form
    if not is_complete(audience, given.answers) or not _still_asks(session, cycle.id):
        session.rollback()
        return False
    session.add(EvaluationDone(cycle_id=cycle.id, person_id=person.id, audience=audience))
    if not person.rehearsal:
        session.add(sealed_form(vault, cycle.id, audience, given))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return True


def _still_asks(session: Session, cycle_id: int) -> bool:
    # Held until the form is kept: one that came in after publishing would stay for ever.
    state = select(Cycle.state).where(Cycle.id == cycle_id).with_for_update(read=True)
    return session.scalar(state) in RUNNING


def publish_evaluation(session: Session, vault: Vault, cycle: Cycle, now: datetime) -> None:
    """Publish what may be told of the evaluation, and let the forms go; the caller commits."""
    organisation = session.get_one(Organisation, cycle.organisation_id)
    forms: dict[str, list[Given]] = {audience: [] for audience in QUESTIONS}
    for audience, given in forms_of(session, vault, cycle.id):
        forms[audience].append(given)
    document = evaluation_snapshot(cycle.quarter, cycle.k or organisation.k, forms)
    session.add(
        Snapshot(
            cycle_id=cycle.id,
            kind=KIND,
            document=document,
            certificate=_certificate(document),
            made_at=now,
            published_at=now,
        )
    )
    for table in (EvaluationAnswer, EvaluationDone):
        gone = delete(table).where(table.cycle_id == cycle.id)
        session.execute(gone.execution_options(synchronize_session=False))


def _certificate(document: Mapping[str, Any]) -> dict[str, Any]:
    audiences = document["audiences"]
    return {
        "schema": 1,
        "k": document["k"],
        "shown": [audience for audience, found in audiences.items() if found],
        "hidden": [audience for audience, found in audiences.items() if not found],
    }
