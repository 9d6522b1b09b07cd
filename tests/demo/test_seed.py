"""What the made demo holds: figures that reconcile, on both sides of the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adapters.http import HttpDoor
from lti_tool.app import create_app
from lti_tool.demo.home import Home, database, read_note
from lti_tool.demo.people import CAST, EMPLOYEES, cast_ids
from lti_tool.models import (
    Booking,
    Cycle,
    Delivery,
    Organisation,
    Person,
    Scan,
    Team,
    TeamManager,
    WorkshopSession,
    db,
)
from lti_tool.practice.insight import insight
from lti_tool.practice.lti_tables import Grade
from lti_tool.practice.site import Site, open_site
from lti_tool.practice.store import BY_TOOL
from lti_tool.practice.tables import Course, Enrolment, Event, Happening, Town
from lti_tool.services.cycles import cycle_status
from lti_tool.services.reports import published
from lti_tool.services.timetable import filled_sessions
from tests.demo.conftest import NOW

pytestmark = pytest.mark.long


@dataclass
class Both:
    """The tool's side and the LMS's side of the demo."""

    session: Session
    site: Site

    def cycle(self, state: str, organisation: int = 1) -> int:
        """The round of an organisation in a state."""
        asked = select(Cycle.id).where(Cycle.state == state, Cycle.organisation_id == organisation)
        return self.session.scalars(asked).one()

    def status(self, state: str, organisation: int = 1) -> dict[str, Any]:
        return cycle_status(self.session, self.cycle(state, organisation), NOW)

    def count(self, what: Any, *where: Any) -> int:
        return self.session.scalar(select(func.count()).select_from(what).where(*where)) or 0


@pytest.fixture
def both(made: Home) -> Iterator[Both]:
    note = read_note(made.folder)
    assert note is not None
    app = create_app(made.settings(made.folder, note))
    with app.app_context(), open_site(database(made.folder), HttpDoor()) as site:
        yield Both(db.session(), site)
        db.session.remove()
        db.engine.dispose()


def test_this_quarter_runs_with_339_of_364_done(both: Both) -> None:
    status = both.status("open")
    figures = [status[key] for key in ("invited", "completed", "open", "excused")]
    assert figures == [364, 339, 25, 0]
    assert status["outside_roster"] == 0


def test_last_quarter_is_over_and_reconciles(both: Both) -> None:
    status = both.status("archived")
    figures = [status[key] for key in ("invited", "completed", "open", "excused")]
    assert figures == [364, 331, 30, 3]
    assert status["deliveries"] == {
        "waiting": 0,
        "delivered": 331 * 4,
        "uncertain": 0,
        "refused": 0,
    }


def test_last_quarter_is_audited_and_published_with_the_same_figures(both: Both) -> None:
    found = published(both.session, both.cycle("archived"))
    assert found is not None
    status, document = both.status("archived"), found.document
    whole = document["participation"][0]
    assert (whole["path"], document["level"]) == ([], "full")
    for key in ("invited", "completed", "open", "excused"):
        assert whole[key] == status[key]
        departments = [row for row in document["participation"] if len(row["path"]) == 1]
        assert sum(row[key] for row in departments) == whole[key]
    assert found.certificate["verdict"] == "passed"
    assert found.certificate["respondents"] == whole["completed"]
    assert len(found.certificate["places"]["shown"]) > 10
    assert document["items"]["items"]
    assert found.certificate["seconds"] < 30


def test_the_next_quarter_is_planned_and_waits_for_this_one_alone(both: Both) -> None:
    status = both.status("planned")
    assert (status["opens"], status["invited"]) == ("2027-01-11", 0)
    assert [line for line in status["gate"] if "2026-Q4" not in line] == []


def test_the_tree_has_38_teams_and_every_department_its_head(both: Both) -> None:
    ours = Team.organisation_id == 1
    assert both.count(Team, ours, Team.parent_id.is_not(None)) == 38
    assert both.count(Team, ours, Team.parent_id.is_(None)) == 6
    led = select(TeamManager.team_id)
    assert both.count(Team, ours, Team.parent_id.is_(None), Team.id.in_(led)) == 6


def test_sessions_are_full_half_empty_and_empty_and_nobody_waits_for_a_free_place(
    both: Both,
) -> None:
    cycle = both.cycle("open")
    found = filled_sessions(both.session, WorkshopSession.cycle_id == cycle)
    lists = [(one.row.offer_id, one.taken, one.waiting, one.free) for one in found]
    assert lists == [
        ("tm-ws-basis", 8, 3, 0),
        ("tm-inloop", 4, 0, 11),
        ("tm-ws-basis", 5, 0, 7),
        ("tm-ws-slim", 0, 0, 10),
    ]
    assert all(one.row.starts_at > NOW for one in found)
    assert both.count(WorkshopSession) == len(found)
    assert both.count(Booking) == len(set(both.session.scalars(select(Booking.person_id)))) == 20


def test_the_calendar_of_the_lms_has_nothing_that_themascan_does_not_know(both: Both) -> None:
    with both.site.session() as lms:
        assert lms.scalar(select(func.count()).select_from(Event)) == 0


def test_the_three_copies_differ_in_policy_alone(both: Both) -> None:
    rows = both.session.scalars(select(Organisation).order_by(Organisation.id)).all()
    assert [row.enrolment_policy for row in rows] == ["everyone", "self-service", "targeted"]
    assert rows[2].dpia_date is not None
    assert rows[2].works_council_decision
    assert rows[2].decided_by
    for organisation in (1, 2, 3):
        status = both.status("open", organisation)
        assert (status["invited"], status["completed"], status["open"]) == (364, 339, 25)
        policy = both.session.get_one(Cycle, both.cycle("open", organisation)).policy
        assert policy == rows[organisation - 1].enrolment_policy


def test_what_is_delivered_stands_in_the_lms(both: Both) -> None:
    delivered = Delivery.state == "delivered"
    with both.site.session() as lms:
        for organisation in (1, 2):
            rows = (delivered, Delivery.organisation_id == organisation)
            seats = _count(lms, Enrolment, organisation, Enrolment.by == BY_TOOL)
            assert seats == both.count(Delivery, *rows, Delivery.kind == "enrol")
        marks = lms.scalar(select(func.count()).select_from(Grade).where(Grade.score == 1))
        assert marks == both.count(Delivery, delivered, Delivery.kind == "mark")
        assert lms.scalar(select(func.count()).select_from(Grade).where(Grade.score != 1)) == 0
        # Under `targeted` the number of rows tells nothing: only some of them enrol somebody.
        rows = (delivered, Delivery.organisation_id == 3, Delivery.kind == "enrol")
        assert both.count(Delivery, *rows) == 339 * 3
        assert 0 < _count(lms, Enrolment, 3, Enrolment.by == BY_TOOL) < 339 * 3


def _count(lms: Session, table: Any, town: int, *where: Any) -> int:
    courses = select(Course.id).where(Course.town_id == town)
    asked = select(func.count()).select_from(table).where(table.course_id.in_(courses), *where)
    return lms.scalar(asked) or 0


def test_what_waits_are_marks_of_today_and_nothing_is_stuck(both: Both) -> None:
    waits = Delivery.state == "waiting"
    assert both.count(Delivery, waits, Delivery.kind == "enrol") == 0
    assert both.count(Delivery, waits, Delivery.not_before <= NOW) == 0
    assert both.count(Delivery, Delivery.state.not_in(["delivered", "waiting"])) == 0


def test_whom_a_visitor_can_be_still_has_the_scan_to_do(both: Both) -> None:
    ids = cast_ids()
    running = both.cycle("open")
    done = set(
        both.session.scalars(
            select(Person.lms_user_id)
            .join(Scan, Scan.person_id == Person.id)
            .where(Scan.cycle_id == running, Scan.submitted_at.is_not(None))
        )
    )
    for entry in CAST:
        assert (str(ids[entry.key]) in done) is (entry.shelf != EMPLOYEES)
    halfway = both.session.scalars(
        select(Scan).where(Scan.cycle_id == running, Scan.submitted_at.is_(None))
    ).one()
    assert both.session.get_one(Person, halfway.person_id).lms_user_id == str(ids["halfway"])


def test_only_targeted_lets_a_trainer_infer_anything(both: Both) -> None:
    with both.site.session() as lms:
        everyone, by_themselves, targeted = (
            insight(lms, town) for town in lms.scalars(select(Town).order_by(Town.id))
        )
    assert [people for _, people in everyone.courses] == [339] * 3
    assert everyone.same_everywhere
    assert (everyone.nearly_sure, everyone.surely_not) == (0, 0)
    assert 0 < by_themselves.enrolled < 339
    assert (by_themselves.nearly_sure, by_themselves.surely_not) == (0, 0)
    assert 0 < targeted.nearly_sure < 339
    assert targeted.nearly_sure + targeted.surely_not == targeted.took_part


def test_the_narrator_begins_with_nothing(both: Both) -> None:
    with both.site.session() as lms:
        assert lms.scalar(select(func.count()).select_from(Happening)) == 0
