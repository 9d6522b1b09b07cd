"""Answers as values of a form: all equally long, so that the length of a request tells none.

Who sees how long an encrypted request is could otherwise count who often knows no answer,
since "weet_niet" is longer than "a", or how many extra questions there were.
"""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.answering import extra_items
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
