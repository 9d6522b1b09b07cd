"""Somebody who has done the scan, and what there is to see of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from lti_tool.models import Cycle, Person, db
from lti_tool.services.scanning import Desk, Sheet, find_sheet, own_outcome
from lti_tool.services.sealed import Answered
from questionnaires.model import Outcome
from tests.town import Town, Walker

Done = Callable[..., Walker]


@pytest.fixture
def done(town: Town) -> Done:
    """Makes somebody who has a result: all best answers, or all worst."""

    def make(sub: str = "5", best: bool = False) -> Walker:
        town.add_person(sub)
        walker = Walker(town, town.app.test_client())
        walker.launch(sub)
        walker.scan(best)
        assert walker.page.page == "result"
        return walker

    return make


def own_place(town: Town, sub: str) -> tuple[Desk, Sheet]:
    """Opened as the own visit opens it, inside the application's context."""
    desk = Desk(db.session(), town.tools.vault, town.tools.shelf, town.clock())
    person = db.session.scalars(select(Person).where(Person.lti_sub == sub)).one()
    sheet = find_sheet(desk, person)
    assert sheet is not None
    return desk, sheet


def answered_of(town: Town, sub: str = "5") -> Answered:
    """What the person's sealed answers hold now."""
    with town.app.app_context():
        return own_place(town, sub)[1].answered


def outcome_of(town: Town, sub: str = "5") -> Outcome:
    """The person's outcome as it is sealed now."""
    with town.app.app_context():
        return own_outcome(*own_place(town, sub))


def close(town: Town, state: str = "closed") -> None:
    """The cycle is over since now."""
    with town.app.app_context():
        db.session.execute(update(Cycle).values(state=state, closed_at=town.clock()))
        db.session.commit()
