"""A skill done again: once, as a whole, until the cycle closes; and what its questions teach."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest

from questionnaires.answering import core_items
from tests.own.conftest import Done, answered_of, close, outcome_of
from tests.quarter import in_doubt
from tests.town import Town, Walker, pick

GROUP = "beleid"


def choose(walker: Walker, skill: str, go: str = "next") -> Walker:
    """Choose a skill on the page that names all of them."""
    assert walker.get("/again").page == "again"
    walker.post("/again", skill=skill, go=go)
    return walker


def redo(walker: Walker, skill: str, best: bool) -> Walker:
    """A skill from the choice to the result again."""
    choose(walker, skill)
    while walker.page.page in ("again-questions", "again-closing"):
        walker.next(**{item.id: pick(item, best) for item in walker.shown()})
    assert walker.page.page == "result"
    return walker


def statuses(town: Town) -> Mapping[str, str]:
    return {skill.skill: skill.status for skill in outcome_of(town).skills}


def test_the_better_attempt_counts_and_the_others_stay(town: Town, done: Done) -> None:
    walker = done(best=False)
    first, second, third = (skill.id for skill in town.pack.skills)
    assert set(statuses(town).values()) == {"onder"}
    redo(walker, second, best=True)
    assert statuses(town) == {first: "onder", second: "boven", third: "onder"}
    assert "Hier ben je al verder dan nodig" in walker.page.text


def test_a_worse_second_attempt_costs_nothing(town: Town, done: Done) -> None:
    walker = done(best=True)
    before = outcome_of(town)
    redo(walker, town.pack.skills[0].id, best=False)
    assert outcome_of(town) == before


@pytest.mark.parametrize("best", [True, False])
def test_every_skill_can_be_done_again_whatever_its_status(
    town: Town, done: Done, best: bool
) -> None:
    walker = done(best=best)
    for skill in town.pack.skills:
        redo(walker, skill.id, best=True)
    assert set(statuses(town).values()) == {"boven"}
    assert "Je hebt bij elk onderdeel je keuze gemaakt" in walker.get("/again").text


def test_a_skill_is_done_again_once(town: Town, done: Done) -> None:
    walker, skill = done(), town.pack.skills[0].id
    redo(walker, skill, best=False)
    choose(walker, skill)
    assert (walker.page.page, walker.page.status) == ("again", 200)
    assert not re.search(rf'value="{skill}\.*"', walker.page.text)
    assert walker.get("/again/questions").page == "again"
    assert walker.get("/again/closing").page == "again"


def test_the_whole_skill_stands_on_one_page(town: Town, done: Done) -> None:
    walker = done()
    for skill in town.pack.skills:
        choose(walker, skill.id)
        asked = [item for item in core_items(town.pack, GROUP) if item.skill == skill.id]
        assert walker.shown() == asked
        assert " checked" not in walker.main


def test_an_attempt_that_is_not_finished_counts_for_nothing(town: Town, done: Done) -> None:
    walker, skill = done(), town.pack.skills[0].id
    choose(walker, skill)
    walker.next(**{item.id: pick(item, True) for item in walker.shown()})
    assert walker.page.page == "again-closing"
    assert set(statuses(town).values()) == {"onder"}
    # It waits: in another visit too, with what was answered.
    other = Walker(town, town.app.test_client())
    other.launch("5")
    choose(other, skill)
    assert other.main.count(" checked") == len(other.shown())


def test_two_skills_can_be_begun_and_each_keeps_its_answers(town: Town, done: Done) -> None:
    walker = done()
    first, second, _ = (skill.id for skill in town.pack.skills)
    choose(walker, first)
    walker.next(**{item.id: pick(item, True) for item in walker.shown()})
    redo(walker, second, best=True)
    choose(walker, first)
    walker.next()
    walker.next()
    assert statuses(town)[first] == statuses(town)[second] == "boven"


def test_a_missing_answer_is_named(town: Town, done: Done) -> None:
    walker = done()
    choose(walker, town.pack.skills[0].id)
    walker.next()
    assert walker.page.page == "again-questions"
    assert "<title>Fout:" in walker.page.text
    assert walker.get("/again/closing").page == "again-questions"


def test_a_second_attempt_has_its_own_extra_question(town: Town, done: Done) -> None:
    walker, skill = done(), town.pack.skills[0]
    choose(walker, skill.id)
    walker.next(**in_doubt(town.pack, GROUP, skill.id))
    [extra] = walker.shown()
    assert extra.role == "extra"
    walker.next()
    assert (walker.page.page, "<title>Fout:" in walker.page.text) == ("again-closing", True)
    walker.next(**{extra.id: pick(extra, True)})
    assert statuses(town)[skill.id] == "grens"


def test_nothing_reaches_the_outbox(town: Town, done: Done) -> None:
    walker = done()
    before = [(row.id, row.state) for row in town.deliveries()]
    for skill in town.pack.skills:
        redo(walker, skill.id, best=True)
    assert [(row.id, row.state) for row in town.deliveries()] == before


def test_after_the_close_nothing_is_done_again_and_all_is_explained(town: Town, done: Done) -> None:
    walker, skill = done(), town.pack.skills[0]
    choose(walker, skill.id)
    close(town)
    walker.next(**{item.id: pick(item, True) for item in walker.shown()})
    assert "De scan is gesloten" in walker.page.text
    assert answered_of(town).redo.get(skill.id, {}) == {}
    text = unescape(walker.get("/explanations").text)
    assert all(item.explanation in text for item in core_items(town.pack, GROUP))


def test_explanations_wait_until_a_skill_is_done_again_or_declined(town: Town, done: Done) -> None:
    walker = done()
    first, second, third = town.pack.skills

    def told(skill: str) -> set[bool]:
        text = unescape(walker.get("/explanations").text)
        core = [item for item in core_items(town.pack, GROUP) if item.skill == skill]
        return {item.explanation in text for item in core}

    assert [told(skill.id) for skill in town.pack.skills] == [{False}] * 3
    redo(walker, first.id, best=True)
    choose(walker, second.id, go="explain")
    assert walker.page.page == "explanations"
    assert [told(skill.id) for skill in town.pack.skills] == [{True}, {True}, {False}]
    choose(walker, second.id)
    assert walker.page.page == "again"
    assert re.search(rf'value="{third.id}\.*"', walker.page.text)


def test_explanations_show_both_answers_and_the_good_one(town: Town, done: Done) -> None:
    walker, skill = done(), town.pack.skills[0]
    redo(walker, skill.id, best=True)
    text = unescape(walker.get("/explanations").text)
    item = next(i for i in core_items(town.pack, GROUP) if i.skill == skill.id and i.objective)
    shown = text.split(item.text)[1].split("<h3")[0]
    assert "Jouw antwoord:" in shown
    assert "De tweede keer:" in shown
    assert "Goed antwoord:" in shown
    assert shown.count(item.option(pick(item, True)).text) == 2


@pytest.mark.parametrize("path", ["/again", "/again/questions", "/again/closing", "/explanations"])
def test_before_the_result_there_is_nothing_to_do_again(town: Town, path: str) -> None:
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    assert walker.get(path).page == "welcome"


def test_of_two_tabs_the_one_that_comes_second_changes_nothing(town: Town, done: Done) -> None:
    walker, skill = done(), town.pack.skills[0].id
    other = Walker(town, town.app.test_client())
    other.launch("5")
    choose(walker, skill)
    walker.next(**{item.id: pick(item, False) for item in walker.shown()})
    choose(other, skill)
    other.next()
    walker.next()
    assert walker.page.page == "result"
    other.next()
    assert other.page.page == "again"
