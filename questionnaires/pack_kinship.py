"""Which skills of two packs measure the same, whatever they are called.

A theme can come back as a copy under a name of its own, or with a skill renamed, split or put
together. Whoever reads both publications side by side does not mind what it is called; so
neither do disclosure and audit (DESIGN 6.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from questionnaires.model import Item, ThemePack

_WORD = re.compile(r"\w+")


def like_skills(now: ThemePack, before: ThemePack) -> Mapping[str, tuple[str, ...]]:
    """Per skill of ``now`` the skills of ``before`` that share a question with it.

    Skills without any are left out. In two versions of one pack a skill is like itself.
    """
    found = {skill.id: _like(skill.id, now, before) for skill in now.skills}
    return {skill: names for skill, names in found.items() if names}


def _like(skill: str, now: ThemePack, before: ThemePack) -> tuple[str, ...]:
    ours = [item for item in now.items if item.skill == skill]
    itself = skill if now.id == before.id else None
    return tuple(
        other.id
        for other in before.skills
        if other.id == itself or _share(ours, (i for i in before.items if i.skill == other.id))
    )


def _share(ours: Iterable[Item], theirs: Iterable[Item]) -> bool:
    texts, ids = set[tuple[str, ...]](), dict[str, tuple[str, ...]]()
    for item in theirs:
        ids[item.id] = _words(item)
        texts.add(ids[item.id])
    return any(_words(item) in texts or _edited(_words(item), ids.get(item.id)) for item in ours)


def _words(item: Item) -> tuple[str, ...]:
    return tuple(_WORD.findall(item.text.casefold()))


def _edited(words: tuple[str, ...], same_id: tuple[str, ...] | None) -> bool:
    # The same question after a little work on its words: more than half of them are left.
    if not same_id:
        return False
    both, either = {*words} & {*same_id}, {*words} | {*same_id}
    return 2 * len(both) > len(either)
