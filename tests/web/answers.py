"""Answers that lead where a test wants to be: per skill a status, or an extra question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from questionnaires.answering import core_items, needed_extras
from questionnaires.grading import grade
from questionnaires.model import Minima, ThemePack

EXTRA = "extra"


def answers_for(pack: ThemePack, group: str, *wanted: str) -> dict[str, str]:
    """Answers to all core questions; ``wanted`` has a status or "extra" for each skill."""
    found: dict[str, str] = {}
    for skill, status in zip(pack.skills, wanted, strict=True):
        patterns = _patterns(pack, group, skill.id)
        minima = pack.minima[group]
        found |= next(
            answers
            for answers in patterns
            if _where(pack, group, answers, minima, skill.id) == status
        )
    return found


def _patterns(pack: ThemePack, group: str, skill: str) -> Iterator[dict[str, str]]:
    items = [item for item in core_items(pack, group) if item.skill == skill]
    for chosen in product(*[[option.id for option in item.options] for item in items]):
        yield dict(zip([item.id for item in items], chosen, strict=True))


def _where(pack: ThemePack, group: str, answers: dict[str, str], minima: Minima, skill: str) -> str:
    if any(extra.skill == skill for extra in needed_extras(pack, group, answers, minima)):
        return EXTRA
    return grade(pack, group, answers, minima).skill(skill).status
