"""How long a scan takes: reading speed plus a moment per question (DESIGN 5)."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from questionnaires.model import Item, ThemePack

WORDS_A_MINUTE = 175
THINKING = {"zelf": 5, "kennis": 10, "situatie": 12}
CHANGE = 3
AROUND = 60
LIMIT = 600


def words(text: str) -> int:
    """The number of words of a text."""
    return len(text.split())


def item_seconds(item: Item) -> Fraction:
    """Seconds to read and answer one question: words/175·60 + {5, 10, 12} + 3."""
    count = words(item.text) + sum(words(option.text) for option in item.options)
    return Fraction(60 * count, WORDS_A_MINUTE) + THINKING[item.kind] + CHANGE


def group_seconds(pack: ThemePack, group: str) -> Fraction:
    """Seconds for everything that a function group can be asked, extras included, plus 60."""
    asked = (item_seconds(item) for item in pack.items if item.applies_to(group))
    return AROUND + sum(asked, Fraction(0))


def longest_seconds(pack: ThemePack) -> Fraction:
    """Seconds for the function group that takes longest; 0 without any group."""
    return max((group_seconds(pack, group) for group in pack.minima), default=Fraction(0))


def estimated_minutes(pack: ThemePack) -> int:
    """Whole minutes, rounded up, for the longest function group; at least 1."""
    return max(1, ceil(longest_seconds(pack) / 60))


def clock(seconds: Fraction) -> str:
    """Minutes and seconds, rounded up, so that 600.1 s does not look like 10:00."""
    minutes, rest = divmod(ceil(seconds), 60)
    return f"{minutes}:{rest:02}"
