"""Planning a cycle, moving it, looking at it, and opening it with a reason."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.cli.desk import Command, Database, RosterDesk
from tests.cli.quarter import REASON, Quarter

THEME = "teams-samenwerken"
KEYS = ["state", "opens", "closes", "invited", "completed", "open", "excused"]
KEYS += ["outside_roster", "gate", "deliveries", "warnings"]


@pytest.fixture
def theme(cli: Command, organisation: int) -> str:
    return cli.done("theme", "import", "--organisation", organisation, THEME).made


def plan(organisation: int, *more: str, quarter: str = "2098-Q4") -> tuple[object, ...]:
    where = ("--organisation", organisation, "--theme", THEME, "--quarter", quarter)
    return "cycle", "plan", *where, *more


def test_a_cycle_follows_its_quarter(cli: Command, organisation: int, theme: str) -> None:
    answer = cli.done(*plan(organisation))
    assert answer.made == "1"
    assert "opens 2098-10-13, last day 2098-11-09" in answer.out
    listed = cli.done("cycle", "list").out
    assert listed == (
        "1  organisation 1  2098-Q4  teams-samenwerken  planned  2098-10-13 to 2098-11-09\n"
    )
    [row] = json.loads(cli.done("cycle", "list", "--organisation", organisation, "--json").out)
    assert (row["id"], row["theme"], row["state"]) == (1, THEME, "planned")
    assert cli.done("cycle", "list", "--organisation", 9).out == ""


def test_dates_and_address_can_be_given(cli: Command, organisation: int, theme: str) -> None:
    dates = ("--opens", "2098-10-06", "--closes", "2098-10-31")
    cli.done(*plan(organisation, *dates, "--scan-url", "https://lms.example.nl/scan"))
    status = json.loads(cli.done("cycle", "status", 1, "--json").out)
    assert list(status) == KEYS
    assert (status["opens"], status["closes"]) == ("2098-10-06", "2098-10-31")
    assert not any("scan_url" in line for line in status["gate"])


REFUSED = {
    "quarter": (("--quarter", "2098-Q5"), "2098-Q5 is not a quarter: write it as 2026-Q4"),
    "quarter in words": (("--quarter", "najaar"), "najaar is not a quarter"),
    "theme": (("--theme", "nope"), "organisation 1 has no theme nope: import it first"),
    "organisation": (("--organisation", "9"), "there is no organisation 9"),
    "order": (("--opens", "2098-10-06", "--closes", "2098-10-05"), "is before opens 2098-10-06"),
    "length": (("--opens", "2098-10-06", "--closes", "2099-12-05"), "is more than a year"),
    "address": (("--scan-url", "lms/scan"), "scan-url lms/scan is not a web address"),
}


@pytest.mark.parametrize(("words", "says"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_plan_is_refused(
    cli: Command, organisation: int, theme: str, words: tuple[str, ...], says: str
) -> None:
    [fault] = cli.refused(*plan(organisation), *words)
    assert says in fault
    assert cli.done("cycle", "list").out == ""


def test_a_date_is_written_in_full(cli: Command, organisation: int, theme: str) -> None:
    assert cli(*plan(organisation, "--opens", "6-10-2098")).code == 2
    assert cli("cycle", "plan", "--organisation", organisation, "--theme", THEME).code == 2


def test_a_quarter_has_one_cycle(cli: Command, organisation: int, theme: str) -> None:
    cli.done(*plan(organisation))
    assert cli.refused(*plan(organisation)) == [
        "2098-Q4 has a cycle already: see `themascan cycle list`"
    ]


def test_the_status_says_what_is_missing(
    cli: Command, organisation: int, theme: str, roster: RosterDesk
) -> None:
    cli.done(*plan(organisation))
    lines = cli.done("cycle", "status", 1).out.splitlines()
    assert lines[:5] == [
        "cycle 1: planned",
        "opens 2098-10-13, last day 2098-11-09",
        "invited 0 = completed 0 + open 0 + excused 0",
        "outside the roster 0",
        "deliveries: waiting 0, delivered 0, uncertain 0, refused 0",
    ]
    status = json.loads(cli.done("cycle", "status", 1, "--json").out)
    gate = status["gate"]
    assert lines[5:] == [
        *(f"before it can open: {line}" for line in gate),
        *(f"warning: {line}" for line in status["warnings"]),
    ]
    assert any("SMTP_URL" in line for line in status["warnings"])
    for word in ("roster import", "scan_url", "tm-ml-vinden", "tm-ml-overleg"):
        assert any(word in line for line in gate), word
    roster.load("lms_user_id\n5\n")
    cli.done("cycle", "change", 1, "--scan-url", "https://lms.example.nl/scan")
    left = json.loads(cli.done("cycle", "status", 1, "--json").out)["gate"]
    assert len(left) == len(gate) - 2


def test_a_cycle_moves(cli: Command, organisation: int, theme: str) -> None:
    cli.done(*plan(organisation))
    answer = cli.done("cycle", "change", 1, "--opens", "2098-10-20", "--closes", "2098-11-20")
    assert answer.out == "cycle 1: opens 2098-10-20, last day 2098-11-20\n"
    [fault] = cli.refused("cycle", "change", 1, "--closes", "2098-10-01")
    assert "is before opens" in fault
    assert cli("cycle", "change", 1).code == 2
    assert "no cycle 9" in cli.refused("cycle", "change", 9, "--opens", "2098-10-20")[0]


def test_what_is_not_there_is_said(cli: Command) -> None:
    assert cli.refused("cycle", "status", 9, "--json") == [
        "there is no cycle 9: see `themascan cycle list`"
    ]


def test_a_reason_opens_and_is_logged(
    cli: Command, organisation: int, roster: RosterDesk, database: Database
) -> None:
    roster.load("lms_user_id,excused\n5,\n6,ja\n")
    quarter = Quarter(cli, organisation, opened=False)
    answer = cli.done("cycle", "open", quarter.cycle, "--reason", REASON)
    assert answer.made == quarter.cycle
    assert "still missing: Het adres van de scan" in answer.out
    status = quarter.status()
    assert (status["state"], status["gate"]) == ("open", [])
    assert status["opens"] < quarter.opens.isoformat(), "it has opened today"
    assert quarter.figures() == (2, 0, 1, 1)
    assert database.one("SELECT open_reason FROM cycle") == {"open_reason": REASON}
    said = database.rows("SELECT what FROM change ORDER BY id")[-1]["what"]
    assert said == f"cycle {quarter.cycle} opened: {REASON}"


@pytest.mark.parametrize("reason", ["", "  ", "daarom", "x" * 1001, "een\x07 reden met een bel"])
def test_a_reason_is_a_sentence(cli: Command, organisation: int, reason: str) -> None:
    quarter = Quarter(cli, organisation, opened=False)
    [fault] = cli.refused("cycle", "open", quarter.cycle, "--reason", reason)
    assert fault.startswith("reason: ")
    assert quarter.status()["state"] == "planned"


def test_no_reason_opens_what_cannot_open(cli: Command, organisation: int) -> None:
    quarter = Quarter(cli, organisation)
    again = ("cycle", "open", quarter.cycle, "--reason", REASON)
    assert "is open: it cannot open any more" in cli.refused(*again)[0]
    late = cli.done(*plan(organisation, quarter="2020-Q1")).made
    assert "is over" in cli.refused("cycle", "open", late, "--reason", REASON)[0]
    second = cli.done(*plan(organisation)).made
    [fault] = cli.refused("cycle", "open", second, "--reason", REASON)
    assert "staat nog open" in fault
    assert cli("cycle", "open", second).code == 2


def test_days_that_another_scan_takes_are_refused_with_its_dates(
    cli: Command, organisation: int, theme: str
) -> None:
    cli.done(*plan(organisation))
    early = plan(organisation, "--opens", "2098-11-09", quarter="2099-Q1")
    [fault] = cli.refused(*early)
    assert fault.startswith("the scan of 2098-Q4 is open from 2098-10-13 to 2098-11-09: ")
    answer = cli.done(*plan(organisation, quarter="2099-Q1"))
    assert answer.faults == ["2098-Q4 has the same theme: that is allowed, did you mean it?"]
    assert "2098-Q4" in cli.refused("cycle", "change", answer.made, "--opens", "2098-11-01")[0]


def test_an_open_cycle_moves_its_last_day_only(cli: Command, organisation: int) -> None:
    quarter = Quarter(cli, organisation)
    longer = quarter.closes + timedelta(days=7)
    cli.done("cycle", "change", quarter.cycle, "--closes", longer)
    assert quarter.status()["closes"] == longer.isoformat()
    [fault] = cli.refused("cycle", "change", quarter.cycle, "--opens", quarter.opens)
    assert "only its last day" in fault


def test_a_plan_for_the_past_says_so(cli: Command, organisation: int, theme: str) -> None:
    answer = cli.done(*plan(organisation, quarter="2020-Q1"))
    assert answer.faults == ["its last day is over: move it with `themascan cycle change`"]
    late = answer.made
    gate = json.loads(cli.done("cycle", "status", late, "--json").out)["gate"]
    assert gate[0].startswith("De laatste dag (2020-02-09) is voorbij")


def test_a_quarter_is_skipped_and_its_plan_confirmed_again(
    cli: Command, organisation: int, theme: str
) -> None:
    cycle = cli.done(*plan(organisation)).made
    skip = ("cycle", "skip", "--organisation", organisation, "2098-Q4")
    assert cli.done(*skip).out == "2098-Q4 is skipped\n"
    assert "  draft  " in cli.done("cycle", "list").out
    assert cli.done("cycle", "confirm", cycle).made == cycle
    assert "  planned  " in cli.done("cycle", "list").out
    assert "nothing to confirm" in cli.refused("cycle", "confirm", cycle)[0]
    undone = "2098-Q4 is not skipped any more: its cycle is planned\n"
    cli.done(*skip)
    assert cli.done(*skip, "--undo").out == undone
    assert "write it as 2026-Q4" in cli.refused(*skip[:-1], "najaar")[0]
