"""Planning a cycle, moving it, and what the gate says."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from lti_tool.models import Cycle
from lti_tool.services.cycles import (
    close_cycle,
    cycle_status,
    list_cycles,
    open_cycle,
    plan_cycle,
)
from lti_tool.services.deciding import confirm_cycle
from lti_tool.services.faults import Faults
from lti_tool.services.planning import change_cycle
from lti_tool.services.side_by_side import Overlap, same_theme
from tests.hall import NOW, THEME, Hall, vault

OPENING = datetime(2026, 10, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


def test_a_planned_cycle_has_the_dates_of_its_quarter(hall: Hall) -> None:
    status = cycle_status(hall.session, hall.plan(), NOW)
    assert (status["state"], status["opens"], status["closes"]) == (
        "planned",
        "2026-10-12",
        "2026-11-08",
    )
    assert list(status) == [
        *("state", "opens", "closes", "invited", "completed", "open", "excused"),
        *("outside_roster", "gate", "deliveries"),
    ]
    assert status["deliveries"] == {"waiting": 0, "delivered": 0, "uncertain": 0, "refused": 0}


@pytest.mark.parametrize(
    ("theme", "quarter", "opens", "closes", "url", "says"),
    [
        ("nope", "2026-Q4", None, None, "", "has no theme nope"),
        (THEME, "2026-Q5", None, None, "", "write it as 2026-Q4"),
        (THEME, "2026-Q4", date(2026, 10, 5), date(2026, 10, 4), "", "is before opens"),
        (THEME, "2026-Q4", date(2026, 10, 5), date(2028, 10, 5), "", "more than a year"),
        (THEME, "2026-Q4", None, None, "lms/scan", "is not a web address"),
    ],
)
def test_a_wrong_plan_is_refused(
    hall: Hall,
    theme: str,
    quarter: str,
    opens: date | None,
    closes: date | None,
    url: str,
    says: str,
) -> None:
    with pytest.raises(Faults, match=says):
        plan_cycle(hall.session, hall.organisation_id, theme, quarter, opens, closes, url, NOW)
    assert list_cycles(hall.session) == []


def test_a_quarter_has_one_cycle(hall: Hall) -> None:
    hall.plan()
    with pytest.raises(Faults, match="2026-Q4 has a cycle already"):
        hall.plan()
    assert [cycle["quarter"] for cycle in list_cycles(hall.session, hall.organisation_id)] == [
        "2026-Q4"
    ]


def test_an_early_opening_moves_the_last_day_along(hall: Hall) -> None:
    plan_cycle(
        hall.session, hall.organisation_id, THEME, "2026-Q4", date(2026, 10, 5), None, "", NOW
    )
    assert list_cycles(hall.session)[0]["closes"] == "2026-11-01"


def test_dates_move_until_the_cycle_is_over(hall: Hall) -> None:
    cycle = hall.plan(scan_url="")
    change_cycle(hall.session, cycle, NOW, opens=date(2026, 10, 13), scan_url="https://l.nl/s")
    open_cycle(hall.session, cycle, OPENING)
    with pytest.raises(Faults, match="only its last day"):
        change_cycle(hall.session, cycle, NOW, opens=date(2026, 10, 14))
    change_cycle(hall.session, cycle, NOW, closes=date(2026, 11, 15))
    close_cycle(hall.session, vault(), cycle, OPENING)
    with pytest.raises(Faults, match="does not change any more"):
        change_cycle(hall.session, cycle, NOW, closes=date(2026, 11, 16))


def test_the_gate_says_what_is_missing_until_nothing_is(hall: Hall) -> None:
    cycle = hall.plan(scan_url="")
    gate = cycle_status(hall.session, cycle, NOW)["gate"]
    assert any("roster import" in line for line in gate)
    assert any("scan_url" in line for line in gate)
    assert any("offer link" in line for line in gate)
    hall.add_people(1)
    change_cycle(hall.session, cycle, NOW, scan_url="https://lms.example.nl/scan")
    hall.link_all(cycle)
    assert cycle_status(hall.session, cycle, NOW)["gate"] == []


def test_a_course_that_cannot_be_used_keeps_the_gate_shut(hall: Hall) -> None:
    cycle = hall.plan()
    hall.add_people(1)
    hall.link_all(cycle, healthy=False, fault="course 11 is hidden")
    gate = cycle_status(hall.session, cycle, NOW)["gate"]
    assert gate
    assert all("course 11 is hidden" in line for line in gate)
    assert len(gate) <= 2 * len(hall.pack.skills)


def test_one_cycle_at_a_time_is_open(hall: Hall) -> None:
    first = hall.plan()
    open_cycle(hall.session, first, OPENING)
    opens = date(2026, 11, 9)
    second = plan_cycle(
        hall.session, hall.organisation_id, THEME, "2027-Q1", opens, None, "https://l.nl/s", NOW
    )
    # The first one closes before the second opens: it can be announced meanwhile.
    assert not any("2026-Q4" in line for line in cycle_status(hall.session, second, NOW)["gate"])
    # On the day itself nothing counts but what is.
    late = datetime(2026, 11, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert any("2026-Q4" in line for line in cycle_status(hall.session, second, late)["gate"])


def test_the_days_of_two_scans_never_overlap(hall: Hall) -> None:
    first = hall.plan()
    where = (hall.session, hall.organisation_id, THEME, "2027-Q1")
    with pytest.raises(Overlap, match=r"2026-Q4 is open from 2026-10-12 to 2026-11-08"):
        plan_cycle(*where, date(2026, 11, 8), None, "", NOW)
    second = plan_cycle(*where, date(2026, 11, 9), None, "", NOW)
    with pytest.raises(Overlap, match="2027-Q1 is open from 2026-11-09"):
        change_cycle(hall.session, first, NOW, closes=date(2026, 11, 9))
    with pytest.raises(Overlap, match="2026-Q4"):
        change_cycle(hall.session, second, NOW, opens=date(2026, 11, 8))
    # An address can be set all the same, and nothing was kept of what was refused.
    change_cycle(hall.session, second, NOW, scan_url="https://l.nl/s")
    days = [(row["opens"], row["closes"]) for row in list_cycles(hall.session)]
    assert days == [("2026-10-12", "2026-11-08"), ("2026-11-09", "2026-12-06")]


def test_what_takes_no_days_is_in_nobodys_way(hall: Hall) -> None:
    session, first = hall.session, hall.plan()
    where = (session, hall.organisation_id, THEME, "2027-Q1", date(2026, 11, 2), None, "")
    # Never opened, and its last day is over.
    plan_cycle(*where, datetime(2026, 11, 9, tzinfo=ZoneInfo("Europe/Amsterdam")))
    session.get_one(Cycle, first).state = "draft"
    session.commit()
    with pytest.raises(Overlap, match="2027-Q1"):
        confirm_cycle(session, first, NOW)


def test_the_same_theme_twice_is_told_and_allowed(hall: Hall) -> None:
    session, first = hall.session, hall.plan()
    assert same_theme(session, session.get_one(Cycle, first)) == []
    plan_cycle(session, hall.organisation_id, THEME, "2027-Q2", None, None, "", NOW)
    plan_cycle(session, hall.organisation_id, THEME, "2027-Q1", None, None, "", NOW)
    assert same_theme(session, session.get_one(Cycle, first)) == ["2027-Q1", "2027-Q2"]


def test_a_last_day_that_is_over_is_said(hall: Hall) -> None:
    cycle = hall.plan()
    hall.add_people(1)
    hall.link_all(cycle)
    late = datetime(2026, 11, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert "2026-11-08" in cycle_status(hall.session, cycle, late)["gate"][0]


def test_the_default_dates_of_a_year_are_in_order(hall: Hall) -> None:
    for quarter in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        plan_cycle(hall.session, hall.organisation_id, THEME, quarter, None, None, "", NOW)
    days = [(cycle["opens"], cycle["closes"]) for cycle in list_cycles(hall.session)]
    assert all(before[1] < after[0] for before, after in pairwise(days))
