"""The path through a scan, computed from pack and answers at each request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from questionnaires.grading import extra_wanted
from questionnaires.model import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Answers,
    Item,
    Minima,
    Option,
    ThemePack,
)

PER_PAGE = 2
LAST = (DONT_KNOW, NOT_APPLICABLE)


def _items(pack: ThemePack, group: str, role: str) -> tuple[Item, ...]:
    return tuple(
        item
        for skill in pack.skills
        for item in pack.items
        if item.skill == skill.id and item.role == role and item.applies_to(group)
    )


def core_items(pack: ThemePack, group: str) -> tuple[Item, ...]:
    """The core questions of a function group, skill by skill."""
    return _items(pack, group, "kern")


def extra_items(pack: ThemePack, group: str) -> tuple[Item, ...]:
    """The extra questions that a function group can get, skill by skill."""
    return _items(pack, group, "extra")


def pages(pack: ThemePack, group: str) -> tuple[tuple[Item, ...], ...]:
    """The core questions, two a page."""
    items = core_items(pack, group)
    return tuple(items[start : start + PER_PAGE] for start in range(0, len(items), PER_PAGE))


def next_page(pack: ThemePack, group: str, answers: Answers) -> int | None:
    """The first page, counted from 0, with an open question; None when there is none."""
    for number, page in enumerate(pages(pack, group)):
        if unanswered(page, answers):
            return number
    return None


def unanswered(items: Iterable[Item], answers: Answers) -> tuple[Item, ...]:
    """The items without an answer."""
    return tuple(item for item in items if item.id not in answers)


def needed_extras(
    pack: ThemePack, group: str, answers: Answers, minima: Minima
) -> tuple[Item, ...]:
    """The extra questions that the answers so far call for, at most one a skill."""
    core = core_items(pack, group)
    return tuple(
        extra
        for extra in extra_items(pack, group)
        if extra_wanted(
            [item for item in core if item.skill == extra.skill],
            extra,
            answers,
            minima.get(extra.skill, 0),
            pack.scoring,
        )
    )


def shuffled(item: Item, seed: str) -> tuple[Option, ...]:
    """The options in an order of this person's own; "weet niet" and nvt stay last.

    The steps of a can-do question are a scale, which is only readable in its own order.
    """

    def place(option: Option) -> tuple[int, bytes]:
        if option.id in LAST:
            return 1 + LAST.index(option.id), b""
        if not item.objective:
            return 0, b""
        return 0, hashlib.sha256(f"{seed}:{item.id}:{option.id}".encode()).digest()

    return tuple(sorted(item.options, key=place))
