"""Opening and closing, and the figures of a cycle under way."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Change, Cycle, Delivery, Person, RosterEntry, Scan
from lti_tool.services.cycles import close_cycle, cycle_status, open_cycle, set_ready
from tests.hall import Hall, Statements, set_policy, vault

OPENING = datetime(2026, 10, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


def test_opening_freezes_pack_policy_k_and_roster(hall: Hall, session: Session) -> None:
    set_policy(session, hall.organisation_id, "self-service", 10)
    cycle_id = hall.plan()
    hall.add_people(3)
    hall.add_people(1, excused=True)
    hall.add_people(1, on_roster=False)
    hall.add_people(1, rehearsal=True)
    assert open_cycle(session, cycle_id, OPENING)
    set_policy(session, hall.organisation_id, "everyone", 8)
    hall.add_people(5)
    cycle = session.get_one(Cycle, cycle_id)
    assert (cycle.state, cycle.policy, cycle.k, cycle.opened_at) == (
        "open",
        "self-service",
        10,
        OPENING,
    )
    document = session.scalar(select(Cycle.document).where(Cycle.id == cycle_id))
    assert document is not None
    status = cycle_status(session, cycle_id, OPENING)
    assert (status["invited"], status["open"], status["excused"]) == (4, 3, 1)
    assert status["gate"] == []


def test_the_roster_is_frozen_by_a_fixed_number_of_statements(hall: Hall, session: Session) -> None:
    cycle = hall.plan()
    hall.add_people(500)
    with Statements(session) as counted:
        open_cycle(session, cycle, OPENING)
    assert counted.count <= 9
    assert session.scalar(select(func.count(RosterEntry.id))) == 500


def test_each_step_happens_once(hall: Hall, session: Session) -> None:
    cycle = hall.plan()
    hall.add_people(2)
    assert [set_ready(session, cycle, True), set_ready(session, cycle, True)] == [True, False]
    assert [open_cycle(session, cycle, OPENING), open_cycle(session, cycle, OPENING)] == [
        True,
        False,
    ]
    assert session.scalar(select(func.count(RosterEntry.id))) == 2
    assert [close_cycle(session, vault(), cycle, OPENING) for _ in range(2)] == [True, False]
    said = session.scalars(select(Change.what).order_by(Change.id)).all()
    assert [line.split()[2] for line in said] == ["planned", "opened", "closed"]


def test_the_figures_reconcile_at_a_fixed_cost(hall: Hall, session: Session) -> None:
    cycle = hall.plan()
    hall.add_people(6)
    hall.add_people(2, excused=True)
    open_cycle(session, cycle, OPENING)
    hall.add_people(1)
    people = session.scalars(select(Person.id).order_by(Person.id)).all()
    for person, late, outside in [
        (people[0], False, False),
        (people[1], True, False),
        (people[6], False, False),
        (people[8], False, True),
    ]:
        _add_scan(session, cycle, person, late, outside)
    _add_deliveries(session, hall, cycle)
    with Statements(session) as counted:
        status = cycle_status(session, cycle, OPENING)
    assert counted.count <= 9
    assert (status["invited"], status["completed"], status["open"], status["excused"]) == (
        8,
        2,
        5,
        1,
    )
    assert status["outside_roster"] == 1
    assert status["deliveries"] == {"waiting": 2, "delivered": 1, "uncertain": 0, "refused": 1}


def _add_scan(session: Session, cycle: int, person: int, late: bool, outside: bool) -> None:
    session.add(
        Scan(
            cycle_id=cycle,
            person_id=person,
            late=late,
            outside_roster=outside,
            seed="",
            answers_sealed=b"",
            outcome_sealed=b"",
            started_at=OPENING,
            submitted_at=OPENING,
        )
    )
    session.commit()


def _add_deliveries(session: Session, hall: Hall, cycle: int) -> None:
    for number, state in enumerate(("waiting", "sending", "delivered", "refused")):
        session.add(
            Delivery(
                organisation_id=hall.organisation_id,
                platform_id=hall.platform_id,
                cycle_id=cycle,
                kind="enrol",
                dedup=str(number),
                payload_sealed=b"",
                state=state,
                not_before=OPENING,
                created_at=OPENING,
            )
        )
    session.commit()
