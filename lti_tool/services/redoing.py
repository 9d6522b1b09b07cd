"""A skill done once more, as a whole, until the cycle closes; and its explanations (DESIGN 5).

How far somebody is stands in the sealed answers alone, and nothing else follows from it. The
better attempt counts, so a second one never asks for more: under `everyone` all have the same
enrolments already, under `self-service` only clicks make any, and under `targeted` what was
made at submit stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lti_tool.services.scanning import save_again
from lti_tool.services.sealed import Answered
from lti_tool.services.sheets import Desk, NothingToDo, Sheet
from questionnaires.answering import core_items, needed_extras, unanswered
from questionnaires.model import Item, Outcome
from questionnaires.redo import grade_with_redo

BEGUN, USED, DECLINED = "begun", "used", "declined"
OVER = (USED, DECLINED)


def can_redo(sheet: Sheet) -> bool:
    """Whether second attempts are still taken: the scan is done and the cycle open."""
    return sheet.submitted and sheet.cycle.state == "open" and not sheet.answers_gone


def choices(sheet: Sheet) -> list[str]:
    """The skills that may be done again, whatever their status."""
    if not can_redo(sheet):
        return []
    ways = sheet.answered.ways
    return [skill.id for skill in sheet.pack.skills if ways.get(skill.id) not in OVER]


def explained(sheet: Sheet) -> list[str]:
    """The skills whose explanations are open: done again, declined, or the cycle is closed."""
    if not sheet.submitted:
        return []
    waiting = choices(sheet)
    return [skill.id for skill in sheet.pack.skills if skill.id not in waiting]


def in_hand(sheet: Sheet) -> str:
    """The skill that is being done again; raises ``NothingToDo`` when there is none."""
    skill = sheet.answered.in_hand
    if skill not in choices(sheet):
        raise NothingToDo("nothing is being done again")
    return skill


def attempt(sheet: Sheet) -> dict[str, str]:
    """The answers so far to the skill in hand."""
    return sheet.answered.redo.get(in_hand(sheet), {})


def core_in_hand(sheet: Sheet) -> tuple[Item, ...]:
    """All core questions of the skill in hand: on one page, so that no count tells which."""
    return _core(sheet, in_hand(sheet))


def extras_in_hand(sheet: Sheet) -> tuple[Item, ...]:
    """The extra question of the skill in hand, if the answers so far call for it."""
    skill = in_hand(sheet)
    wanted = needed_extras(sheet.pack, _group(sheet), attempt(sheet), sheet.minima)
    return tuple(extra for extra in wanted if extra.skill == skill)


def _core(sheet: Sheet, skill: str) -> tuple[Item, ...]:
    return tuple(item for item in core_items(sheet.pack, _group(sheet)) if item.skill == skill)


def _group(sheet: Sheet) -> str:
    if sheet.group is None:
        raise NothingToDo("no function group yet")
    return sheet.group


def begin(desk: Desk, sheet: Sheet, skill: str) -> None:
    """Take a skill in hand, or go on with it; raises ``NothingToDo`` when that cannot be."""
    if skill not in choices(sheet):
        raise NothingToDo("this is not done again")
    ways = {**sheet.answered.ways, skill: BEGUN}
    _write(desk, sheet, replace(sheet.answered, ways=ways, in_hand=skill))


def answer(desk: Desk, sheet: Sheet, given: Mapping[str, str]) -> Sheet:
    """Add answers to the skill in hand."""
    skill = in_hand(sheet)
    redo = {**sheet.answered.redo, skill: {**attempt(sheet), **given}}
    return _write(desk, sheet, replace(sheet.answered, redo=redo))


def is_complete(sheet: Sheet) -> bool:
    """Whether every core question of the skill in hand has an answer."""
    return not unanswered(core_in_hand(sheet), attempt(sheet))


def finish(desk: Desk, sheet: Sheet, given: Mapping[str, str]) -> None:
    """Grade the skill in hand with its extra answers; raises ``NothingToDo`` if one is open."""
    skill = in_hand(sheet)
    answers = {**attempt(sheet), **given}
    if unanswered((*core_in_hand(sheet), *extras_in_hand(sheet)), answers):
        raise NothingToDo("a question is open")
    before = sheet.answered
    after = replace(
        before,
        redo={**before.redo, skill: answers},
        ways={**before.ways, skill: USED},
        in_hand="",
    )
    _write(desk, sheet, after, finished=True)


def decline(desk: Desk, sheet: Sheet, skill: str) -> None:
    """Give up the second attempt at a skill, for its explanations."""
    if skill not in choices(sheet):
        raise NothingToDo("this is not done again")
    before = sheet.answered
    after = replace(
        before,
        redo={key: answers for key, answers in before.redo.items() if key != skill},
        ways={**before.ways, skill: DECLINED},
        in_hand="" if before.in_hand == skill else before.in_hand,
    )
    _write(desk, sheet, after)


def _write(desk: Desk, sheet: Sheet, after: Answered, finished: bool = False) -> Sheet:
    outcome = _outcome(sheet, after) if finished else None
    if not save_again(desk, sheet, after, outcome):
        raise NothingToDo("the cycle has closed, or another tab was first")
    desk.session.commit()
    return replace(sheet, answered=after)


def _outcome(sheet: Sheet, after: Answered) -> Outcome:
    used = {skill: given for skill, given in after.redo.items() if after.ways.get(skill) == USED}
    return grade_with_redo(sheet.pack, _group(sheet), after.answers, used, sheet.minima)
