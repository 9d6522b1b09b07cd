"""Drafts that are confirmed, quarters that are skipped."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Cycle, SkippedQuarter
from lti_tool.services.cycles import open_cycle, plan_cycle
from lti_tool.services.deciding import confirm_cycle, skip_quarter, use_quarter
from lti_tool.services.faults import Faults
from lti_tool.services.proposing import propose_next_year, skipped_quarters
from questionnaires.quarters import Quarter
from tests.hall import NOW, THEME, Hall


def state(hall: Hall, cycle: int) -> str:
    return hall.session.get_one(Cycle, cycle, populate_existing=True).state


def days(hall: Hall, cycle: int) -> tuple[date, date]:
    row = hall.session.get_one(Cycle, cycle, populate_existing=True)
    return row.opens, row.closes


def proposed(hall: Hall) -> int:
    hall.plan()
    propose_next_year(hall.session, hall.organisation_id, 2026, NOW)
    return hall.session.scalars(select(Cycle.id).where(Cycle.state == "draft")).one()


def test_what_is_proposed_becomes_a_plan_when_it_is_confirmed(hall: Hall) -> None:
    draft = proposed(hall)
    confirm_cycle(hall.session, draft, NOW)
    assert state(hall, draft) == "planned"
    with pytest.raises(Faults, match="nothing to confirm"):
        confirm_cycle(hall.session, draft, NOW)


def test_planning_a_quarter_that_has_a_draft_takes_the_draft(hall: Hall) -> None:
    draft = proposed(hall)
    made = plan_cycle(
        hall.session, hall.organisation_id, THEME, "2027-Q4", None, None, "https://l.nl/s", NOW
    )
    assert made == draft
    assert state(hall, draft) == "planned"
    assert hall.session.get_one(Cycle, draft).scan_url == "https://l.nl/s"


def test_a_skipped_quarter_keeps_its_plan_as_a_draft(hall: Hall) -> None:
    session, cycle = hall.session, hall.plan()
    skip_quarter(session, hall.organisation_id, "2026-Q4", NOW)
    skip_quarter(session, hall.organisation_id, "2026-Q4", NOW)
    assert state(hall, cycle) == "draft"
    assert skipped_quarters(session, hall.organisation_id) == {Quarter(2026, 4)}
    confirm_cycle(session, cycle, NOW)
    assert skipped_quarters(session, hall.organisation_id) == set()


def test_a_quarter_is_skipped_no_more_when_it_is_planned_or_undone(hall: Hall) -> None:
    session = hall.session
    skip_quarter(session, hall.organisation_id, "2026-Q4", NOW)
    hall.plan()
    skip_quarter(session, hall.organisation_id, "2027-Q1", NOW)
    use_quarter(session, hall.organisation_id, "2027-Q1", NOW)
    assert session.scalars(select(SkippedQuarter)).all() == []
    said = session.scalars(select(Change.what).order_by(Change.id)).all()
    assert "2027-Q1 is not skipped any more" in said


def test_a_plan_that_was_skipped_is_planned_again_when_that_is_undone(hall: Hall) -> None:
    session, cycle = hall.session, hall.plan()
    before = days(hall, cycle)
    skip_quarter(session, hall.organisation_id, "2026-Q4", NOW)
    skip_quarter(session, hall.organisation_id, "2026-Q4", NOW)
    assert use_quarter(session, hall.organisation_id, "2026-Q4", NOW) == "planned"
    assert (state(hall, cycle), days(hall, cycle)) == ("planned", before)
    # Twice is once.
    assert use_quarter(session, hall.organisation_id, "2026-Q4", NOW) == "planned"


def test_a_proposal_that_was_skipped_is_a_proposal_again(hall: Hall) -> None:
    draft = proposed(hall)
    skip_quarter(hall.session, hall.organisation_id, "2027-Q4", NOW)
    assert use_quarter(hall.session, hall.organisation_id, "2027-Q4", NOW) == "draft"
    assert state(hall, draft) == "draft"


def test_what_no_longer_fits_stays_a_proposal(hall: Hall) -> None:
    session, owner, cycle = hall.session, hall.organisation_id, hall.plan()
    skip_quarter(session, owner, "2026-Q4", NOW)
    # Another scan has taken its days.
    opens = days(hall, cycle)[0]
    other = plan_cycle(session, owner, THEME, "2027-Q1", opens, None, "", NOW)
    assert use_quarter(session, owner, "2026-Q4", NOW) == "draft"
    session.get_one(Cycle, other).state = "draft"
    confirm_cycle(session, cycle, NOW)
    skip_quarter(session, owner, "2026-Q4", NOW)
    late = NOW + timedelta(days=200)
    assert use_quarter(session, owner, "2026-Q4", late) == "draft"


def test_a_quarter_that_has_opened_is_not_skipped(hall: Hall) -> None:
    cycle = hall.plan()
    open_cycle(hall.session, cycle, NOW)
    with pytest.raises(Faults, match="cannot be skipped any more"):
        skip_quarter(hall.session, hall.organisation_id, "2026-Q4", NOW)
    assert state(hall, cycle) == "open"
    with pytest.raises(Faults, match="write it as 2026-Q4"):
        skip_quarter(hall.session, hall.organisation_id, "najaar", NOW)
