"""Moments of a cycle, settled by the jobs: once each, in order, and proposing what comes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, CycleMoment, SkippedQuarter, db
from lti_tool.services.faults import Faults
from lti_tool.services.moments import Handler, settle_moments
from lti_tool.services.organisations import add_organisation
from lti_tool.services.proposing import propose_next_year
from lti_tool.toolbox import EXTENSION, Toolbox
from questionnaires.calendar import AMSTERDAM
from questionnaires.moments import Kind
from tests.hall import NOW, THEME, Hall

OPENING = datetime(2026, 10, 12, 9, tzinfo=AMSTERDAM)
CLOSED = datetime(2026, 11, 9, 9, tzinfo=AMSTERDAM)


class Bells:
    """Handlers that write down what rang for which cycle, and fail when told to."""

    def __init__(self, app: Flask) -> None:
        self.tools: Toolbox = app.extensions[EXTENSION]
        self.rung, self.broken = list[tuple[str, int]](), set[int]()

    def handlers(self) -> dict[str, Handler]:
        return {kind.value: self._handler(kind.value) for kind in Kind}

    def _handler(self, kind: str) -> Handler:
        def ring(session: Session, tools: Toolbox, cycle: Cycle, now: datetime) -> int:
            if cycle.id in self.broken:
                raise Faults("the bell is broken")
            self.rung.append((kind, cycle.id))
            return 3

        return ring

    def ring(self, session: Session, now: datetime) -> list[str]:
        return settle_moments(session, self.tools, now, self.handlers())


@pytest.fixture
def bells(app: Flask) -> Bells:
    return Bells(app)


def in_state(session: Session, cycle: int, state: str, **more: object) -> None:
    session.execute(update(Cycle).where(Cycle.id == cycle).values(state=state, **more))
    session.commit()


def settled(session: Session, cycle: int) -> dict[str, bool]:
    rows = session.scalars(select(CycleMoment).where(CycleMoment.cycle_id == cycle))
    found = {row.kind: row.skipped for row in rows}
    session.rollback()
    return found


def test_a_moment_happens_once_and_is_written_down(hall: Hall, bells: Bells) -> None:
    session, cycle = hall.session, hall.plan()
    in_state(session, cycle, "ready")
    now = datetime(2026, 9, 28, 8, tzinfo=AMSTERDAM)
    assert bells.ring(session, now) == [f"cycle {cycle} (2026-Q4): announced: 3"]
    assert bells.ring(session, now) == bells.ring(session, now + timedelta(days=1)) == []
    [row] = session.scalars(select(CycleMoment)).all()
    assert (row.kind, row.due, row.made, row.done_at) == ("announce", now.date(), 3, now)


def test_moments_that_were_missed_come_in_order(hall: Hall, bells: Bells) -> None:
    session, cycle = hall.session, hall.plan()
    in_state(session, cycle, "open")
    bells.ring(session, OPENING + timedelta(days=2))
    assert [kind for kind, _ in bells.rung] == ["kit", "invite"]
    assert settled(session, cycle) == {"announce": True, "kit": False, "invite": False}


def test_a_cycle_that_fails_keeps_nobody_else_waiting(hall: Hall, bells: Bells) -> None:
    session, cycle = hall.session, hall.plan()
    other = Hall(session, add_organisation(session, "Elders", NOW), hall.platform_id, hall.pack)
    pack = session.scalars(select(Cycle.theme_pack_id)).one()
    twin = Cycle(
        organisation_id=other.organisation_id,
        theme_pack_id=pack,
        quarter="2026-Q4",
        opens=OPENING.date(),
        closes=CLOSED.date(),
        planned_at=NOW,
    )
    session.add(twin)
    session.commit()
    in_state(session, cycle, "ready")
    in_state(session, twin.id, "ready")
    bells.broken.add(cycle)
    now = datetime(2026, 9, 28, 8, tzinfo=AMSTERDAM)
    bells.ring(session, now)
    assert bells.rung == [("announce", twin.id)]
    assert settled(session, cycle) == {}
    bells.broken.clear()
    bells.ring(session, now + timedelta(minutes=15))
    assert bells.rung[1:] == [("announce", cycle)]


def test_two_that_see_the_same_moment_settle_it_once(hall: Hall, bells: Bells, app: Flask) -> None:
    session, cycle = hall.session, hall.plan()
    in_state(session, cycle, "ready")
    now = datetime(2026, 9, 28, 8, tzinfo=AMSTERDAM)

    class Overtaken(dict[str, Handler]):
        """Between seeing a moment and claiming it, another process settles it."""

        def __contains__(self, kind: object) -> bool:
            # SQLite lets nobody in between; PostgreSQL does.
            session.rollback()
            with Session(db.engine) as other:
                bells.ring(other, now)
            return super().__contains__(kind)

    assert settle_moments(session, bells.tools, now, Overtaken(bells.handlers())) == []
    assert bells.rung == [("announce", cycle)]


def test_what_nobody_handles_is_not_written_down_as_done(hall: Hall, bells: Bells) -> None:
    session, cycle = hall.session, hall.plan()
    in_state(session, cycle, "open")
    assert settle_moments(session, bells.tools, OPENING, {}) == []
    assert settled(session, cycle) == {"announce": True}


def test_the_next_quarter_is_proposed_as_a_draft_and_stays_one(hall: Hall, bells: Bells) -> None:
    session, cycle = hall.session, hall.plan()
    in_state(session, cycle, "closed")
    [line] = settle_moments(session, bells.tools, CLOSED)
    assert line == f"cycle {cycle} (2026-Q4): next quarter proposed: 1"
    draft = session.scalars(select(Cycle).where(Cycle.id != cycle)).one()
    assert (draft.quarter, draft.state, draft.scan_url) == (
        "2027-Q1",
        "draft",
        "https://lms.example.nl/scan",
    )
    assert settle_moments(session, bells.tools, CLOSED + timedelta(days=90)) == []
    assert draft.state == "draft"


def test_a_skipped_quarter_is_passed_over(hall: Hall, bells: Bells) -> None:
    session, cycle = hall.session, hall.plan()
    session.add(
        SkippedQuarter(organisation_id=hall.organisation_id, quarter="2027-Q1", decided_at=NOW)
    )
    in_state(session, cycle, "closed")
    settle_moments(session, bells.tools, CLOSED)
    assert session.scalars(select(Cycle.quarter).where(Cycle.id != cycle)).one() == "2027-Q2"


def test_next_year_follows_from_this_one_once(hall: Hall) -> None:
    session, cycle = hall.session, hall.plan()
    assert propose_next_year(session, hall.organisation_id, 2026, NOW) == 1
    assert propose_next_year(session, hall.organisation_id, 2026, NOW) == 0
    draft = session.scalars(select(Cycle).where(Cycle.id != cycle)).one()
    assert (draft.quarter, draft.state, str(draft.opens)) == ("2027-Q4", "draft", "2027-10-11")
    assert THEME in hall.pack.id
