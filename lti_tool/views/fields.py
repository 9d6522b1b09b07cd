"""Answers as values of a form: all equally long, so that the length of a request tells none.

Who sees how long an encrypted request is could otherwise count who often knows no answer,
since "weet_niet" is longer than "a", or how many extra questions there were.
"""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.answering import core_items, extra_items
from questionnaires.model import Item, ThemePack

# No id ends in one, and a browser sends it as it is.
FILL = "."


def field_value(answer: str, pack: ThemePack) -> str:
    """The value of a radio button, as long as every other of this theme."""
    longest = max(len(option.id) for item in pack.items for option in item.options)
    return answer.ljust(longest, FILL)


def answer_of(value: str) -> str:
    """The id of an option from a form, filled up or not."""
    return value.rstrip(FILL)


def blanks(pack: ThemePack, group: str, asked: Iterable[Item]) -> list[tuple[str, str]]:
    """Fields that stand for the extra questions that are not asked, to be sent and ignored."""
    known = {item.id for item in asked}
    value = field_value("", pack)
    return [(item.id, value) for item in extra_items(pack, group) if item.id not in known]


def skill_value(skill: str, pack: ThemePack) -> str:
    """The value of a skill's radio button, as long as that of every other skill."""
    return skill.ljust(max(len(row.id) for row in pack.skills), FILL)


def fill_up(pack: ThemePack, group: str, skill: str) -> str:
    """What makes the answers to one skill's core questions as long as those to any other's."""
    names: dict[str, list[str]] = {row.id: [] for row in pack.skills}
    for item in core_items(pack, group):
        names[item.skill].append(item.id)
    # A field is its name and value, with two signs between them and the next.
    each = len(field_value("", pack)) + 2
    sizes = {key: sum(len(name) + each for name in found) for key, found in names.items()}
    return FILL * (max(sizes.values()) - sizes[skill])
