"""Same clicks, other answers, another skill: what is one's own leaves the same traces."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lti_tool.models import Coordinator, db
from lti_tool.views.fields import field_value, fill_up
from tests.own.conftest import Done
from tests.quarter import PEOPLE, Quarter, answers, quarter
from tests.questionnaires.builders import GROUP, pack_of, question
from tests.town import Town, Walker
from tests.wire import Exchange, Wire

pytestmark = pytest.mark.usefixtures("a_database")

STYLES = ("none", "all", "worst", "mixed")


def answer(walker: Walker, sub: str, style: str) -> int:
    """Answer page after page up to the result; how many extra questions there were."""
    extras = 0
    while walker.page.page in ("again-questions", "again-closing"):
        extras += sum(item.role == "extra" for item in walker.shown())
        walker.next(**answers(walker, PEOPLE[sub], style))
    assert walker.page.page == "result"
    return extras


def use_everything(walker: Walker, sub: str, style: str, skills: list[str]) -> int:
    """All that somebody can do with what is their own; counts the extra questions."""
    again, declined = skills
    walker.get("/again")
    walker.post("/again", skill=again, go="next")
    extras = answer(walker, sub, style)
    walker.get("/again")
    walker.post("/again", skill=declined, go="explain")
    assert walker.page.page == "explanations"
    for page in ("/explanations", "/progress", "/data", "/result"):
        walker.get(page)
    assert walker.client.get(walker.base + "/data/download").status_code == 200
    walker.get("/ask")
    walker.post("/ask", go="next", words="Ik wil er graag over praten.")
    return extras


def run(
    folder: Path, style: str, order: list[int], capfd: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any]]:
    """A quarter in which everybody uses all of it, and one has it erased before the jobs run."""
    with quarter(folder) as q:
        listener(q)
        capfd.readouterr()
        ids = [q.town.pack.skills[number].id for number in order]
        walkers = {sub: q.takes_part(sub, style) for sub in PEOPLE}
        extras = sum(use_everything(walkers[sub], sub, style, ids) for sub in PEOPLE)
        walkers["100"].get("/erase")
        walkers["100"].post("/erase", erase="1")
        assert walkers["100"].page.page == "erased"
        q.deliver()
        q.office.run(days=60)
        q.office.run(days=500)
        return extras, q.traces(capfd.readouterr().err)


def listener(q: Quarter) -> None:
    """Without a coordinator nobody can be asked."""
    number = q.town.add_person("900")
    with q.town.app.app_context():
        now = q.town.clock()
        db.session.add(Coordinator(person_id=number, confirmed_at=now, confirmed_by="x"))
        db.session.commit()


def same(ran: dict[Any, tuple[int, dict[str, Any]]]) -> None:
    first = next(iter(ran.values()))[1]
    assert first["log"]
    assert any("kept long enough" in line for line in first["log"])
    for name, (_, traces) in ran.items():
        for kind, trace in traces.items():
            assert trace == first[kind], (name, kind)


def test_other_answers_leave_the_same_traces(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ran = {style: run(tmp_path / style, style, [0, 1], capfd) for style in STYLES}
    assert ran["none"][0] == 0
    assert ran["all"][0] == len(PEOPLE), "it would prove little without extra questions"
    same(ran)


def test_another_skill_leaves_the_same_traces(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    orders = ([0, 1], [1, 2], [2, 0])
    same({str(order): run(tmp_path / str(order[0]), "worst", order, capfd) for order in orders})


def test_who_was_erased_is_not_enrolled(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _, traces = run(tmp_path / "q", "worst", [0, 1], capfd)
    assert all(people == ["101", "102", "103"] for people in traces["enrolled"].values())
    assert not any("'100'" in score for score in traces["grades"])


def line(town: Town, walker: Walker, skill: str) -> list[Exchange]:
    """What is seen beside the line when a skill is done again."""
    wire = Wire(walker.client)
    wire.get(walker.base + "/again")
    wire.send({"skill": skill})
    best = {item.id: item.options[0].id for item in town.pack.items}
    wire.send(best)
    wire.send(best)
    assert wire.text.count('data-page="result"') == 1
    wire.get(walker.base + "/explanations")
    return wire.seen


def test_the_answers_to_any_skill_are_equally_long() -> None:
    right = [Fraction(1)]
    items = [
        question(f"{skill}{'long' * number}", "kennis", right, skill=skill)
        for skill, count in (("a", 4), ("b", 3), ("c", 6))
        for number in range(count)
    ]
    pack = pack_of(items)
    each = len(field_value("", pack)) + 2
    fills = {skill.id: fill_up(pack, GROUP, skill.id) for skill in pack.skills}
    sizes = {
        skill: sum(len(item.id) + each for item in items if item.skill == skill) + len(fill)
        for skill, fill in fills.items()
    }
    assert len(set(sizes.values())) == 1
    assert fills["c"] == ""
    assert len(fills["b"]) > len(fills["a"]) > 0


def test_the_line_does_not_tell_which_skill_is_done_again(town: Town, done: Done) -> None:
    seen = [
        line(town, done(str(number)), skill.id) for number, skill in enumerate(town.pack.skills)
    ]
    assert [exchange.method for exchange in seen[0]].count("POST") == 3
    assert all(exchanges == seen[0] for exchanges in seen)
    titles = {exchange.title for exchange in seen[0]}
    assert not any(skill.title in title for skill in town.pack.skills for title in titles)
