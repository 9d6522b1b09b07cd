"""What the answers of a question must mean (DESIGN 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from questionnaires.finding import Finding
from questionnaires.model import DONT_KNOW, NOT_APPLICABLE, Item, Option, ThemePack

ALLOWED = {
    "kennis": (
        frozenset({Fraction(0), Fraction(1)}),
        "a kennis question has one right answer: use 0 and 1 only",
    ),
    "situatie": (
        frozenset({Fraction(0), Fraction(1, 2), Fraction(1)}),
        "a situatie question gives 0, 0.5 or 1: use these",
    ),
}
LEAST_ANSWERS = 2


def answer_findings(pack: ThemePack) -> Iterator[Finding]:
    """Every broken rule about options."""
    for number, item in enumerate(pack.items):
        for text in _faults(item):
            yield Finding(("items", number, "opties"), text)


def _faults(item: Item) -> Iterator[str]:
    ids = Counter(option.id for option in item.options)
    if any(count > 1 for count in ids.values()):
        yield "an option has the id of another: give each its own"
    if DONT_KNOW not in ids:
        yield "weet_niet is missing: add it with 0 points"
    if sum(option.id not in (DONT_KNOW, NOT_APPLICABLE) for option in item.options) < LEAST_ANSWERS:
        yield "there are fewer than two answers beside weet_niet: add one"
    yield from _point_faults(item)


def _points_of(options: tuple[Option, ...], option_id: str) -> list[Fraction | None]:
    return [option.points for option in options if option.id == option_id]


def _point_faults(item: Item) -> Iterator[str]:
    if any(points != 0 for points in _points_of(item.options, DONT_KNOW)):
        yield "weet_niet gives points: make it 0"
    if any(points is not None for points in _points_of(item.options, NOT_APPLICABLE)):
        yield "nvt has points: make it null"
    points = [option.points for option in item.options if option.id != NOT_APPLICABLE]
    if any(value is None or not 0 <= value <= 1 for value in points):
        yield "points are from 0 to 1: only nvt has none"
    elif points.count(Fraction(1)) != 1:
        yield "exactly one option has 1 point: choose the best answer"
    elif item.objective and not ALLOWED[item.kind][0].issuperset(points):
        yield ALLOWED[item.kind][1]
