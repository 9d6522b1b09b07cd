"""What the explanations show: the question, what was answered, what is good, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lti_tool.services.sheets import Sheet
from questionnaires.answering import core_items
from questionnaires.model import Item


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """A question; ``given`` has the answer of each attempt, ``best`` is empty for can-do's."""

    text: str
    given: Sequence[str]
    best: Sequence[str]
    explanation: str


@dataclass(frozen=True, slots=True)
class ExplainedSkill:
    """A skill with its questions."""

    title: str
    questions: Sequence[ExplainedItem]


def explained_skills(sheet: Sheet, skills: Iterable[str]) -> list[ExplainedSkill]:
    """The skills with every core question, and the extra ones that were answered."""
    return [
        ExplainedSkill(
            sheet.pack.skill(key).title, [_item(sheet, row) for row in _asked(sheet, key)]
        )
        for key in skills
    ]


def _asked(sheet: Sheet, skill: str) -> Iterator[Item]:
    core = core_items(sheet.pack, sheet.group or "")
    for item in sheet.pack.items:
        if item.skill == skill and (item in core or _given(sheet, item)):
            yield item


def _given(sheet: Sheet, item: Item) -> list[str]:
    answered = sheet.answered
    attempts = (answered.answers, answered.redo.get(item.skill, {}))
    return [item.option(given[item.id]).text for given in attempts if item.id in given]


def _item(sheet: Sheet, item: Item) -> ExplainedItem:
    most = max((option.points or 0 for option in item.options), default=0)
    best = [option.text for option in item.options if option.points == most] if most else []
    return ExplainedItem(
        text=item.text,
        given=_given(sheet, item),
        best=best if item.objective else [],
        explanation=item.explanation,
    )
