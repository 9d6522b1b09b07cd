"""How a made-up person answers a theme: pure, and the same for the same chance."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from questionnaires.model import NOT_APPLICABLE, Item, Option

# How well people of a kind of work tend to answer; the other groups lie between.
ABILITY = {
    "balie-kcc": 0.64,
    "buitendienst": 0.52,
    "beleid": 0.70,
    "sociaal-domein": 0.62,
    "vergunning-handhaving": 0.64,
    "leidinggevende": 0.66,
    "ict-informatie": 0.80,
    "bestuur-ondersteuning": 0.66,
}
SPREAD = 0.16
DOUBT = 0.35
NOT_MINE = 0.05


def ability(group: str, chance: Random) -> float:
    """One person's chance of a good answer, 0.05 to 0.98."""
    return min(0.98, max(0.05, chance.gauss(ABILITY[group], SPREAD)))


def answer(item: Item, level: float, chance: Random) -> str:
    """The option that this person chooses."""
    scored = [option for option in item.options if option.points is not None]
    if len(scored) < len(item.options) and chance.random() < NOT_MINE:
        return NOT_APPLICABLE
    best = max(scored, key=_points)
    if chance.random() < level:
        return best.id
    others = [option for option in scored if option is not best]
    if chance.random() < DOUBT:
        return max(others, key=_points).id
    return chance.choice(others).id


def _points(option: Option) -> float:
    return float(option.points or 0)


def answers(items: Sequence[Item], level: float, chance: Random) -> dict[str, str]:
    """An answer to each item."""
    return {item.id: answer(item, level, chance) for item in items}
