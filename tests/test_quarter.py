"""A whole quarter: under each policy the whole way to the LMS, and what it tells others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from questionnaires.advice import advise
from questionnaires.grading import grade
from tests.quarter import PEOPLE, STYLES, Quarter, quarter
from tests.town import pick

pytestmark = pytest.mark.usefixtures("a_database")


def _run(folder: Path, style: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    with quarter(folder) as q:
        capfd.readouterr()
        for sub in PEOPLE:
            q.takes_part(sub, style)
        q.deliver()
        return q.extras, q.traces(capfd.readouterr().err)


def test_other_answers_leave_the_same_traces(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ran = {style: _run(tmp_path / style, style, capfd) for style in STYLES}
    extras = {style: count for style, (count, _) in ran.items()}
    # The test would prove little if these answers did not call for none, one and all extras.
    assert extras["none"] == 0
    assert extras["one"] == len(PEOPLE)
    assert extras["all"] == 3 * len(PEOPLE)
    expected = ran["none"][1]
    assert expected["deliveries"]
    assert expected["log"]
    for style, (_, traces) in ran.items():
        for kind, trace in traces.items():
            assert trace == expected[kind], (style, kind)


@pytest.fixture
def everyone(tmp_path: Path) -> Any:
    with quarter(tmp_path / "q") as q:
        yield q


def test_everyone_gets_every_microlearning_and_the_mark(everyone: Quarter) -> None:
    everyone.takes_part("100", "worst")
    everyone.takes_part("101", "none")
    everyone.deliver()
    for course in ("11", "12", "13"):
        assert everyone.moodle.enrolled(course) == {"100", "101"}
    assert {score["userId"] for score in everyone.grades.scores} == {"100", "101"}


def test_self_service_enrols_by_a_click_alone(tmp_path: Path) -> None:
    with quarter(tmp_path / "q", "self-service") as q:
        q.takes_part("100", "worst")
        clicker = q.takes_part("101", "none")
        offers = [offer.id for offer in q.town.pack.offers if offer.kind == "microlearning"]
        clicker.post("/offer", offer=offers[0])
        q.deliver()
        enrolled = [q.moodle.enrolled(course) for course in ("11", "12", "13")]
        assert enrolled == [{"101"}, set(), set()]
        assert {score["userId"] for score in q.grades.scores} == {"100", "101"}


def test_targeted_enrols_who_is_below_and_nobody_else(tmp_path: Path) -> None:
    with quarter(tmp_path / "q", "targeted") as q:
        q.takes_part("100", "worst")
        q.takes_part("101", "none")
        q.deliver()
        pack = q.town.pack
        worst = {item.id: pick(item, False) for item in pack.items}
        outcome = grade(pack, "beleid", worst, pack.minima["beleid"])
        wanted = {advice.belongs[0] for advice in advise(pack, outcome) if advice.belongs}
        assert wanted
        micro = [offer.id for offer in pack.offers if offer.kind == "microlearning"]
        for number, offer in enumerate(micro, start=11):
            expected = {"100"} if offer in wanted else set()
            assert q.moodle.enrolled(str(number)) == expected, offer


def test_two_tabs_and_a_double_submit_count_once(everyone: Quarter) -> None:
    first = everyone.takes_part("100", "worst")
    second = everyone.takes_part("101", "worst")
    before = len(everyone.town.deliveries())
    for walker in (first, second):
        assert walker.get("/closing").page == "result"
        assert walker.post("/closing", go="next").page == "result"
    assert len(everyone.town.deliveries()) == before
