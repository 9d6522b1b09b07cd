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
        "kennis_points",
    ),
    "situatie": (
        frozenset({Fraction(0), Fraction(1, 2), Fraction(1)}),
        "situatie_points",
    ),
}
LEAST_ANSWERS = 2


def answer_findings(pack: ThemePack) -> Iterator[Finding]:
    """Every broken rule about options."""
    for number, item in enumerate(pack.items):
        for code in _faults(item):
            yield Finding(("items", number, "opties"), code)


def _faults(item: Item) -> Iterator[str]:
    ids = Counter(option.id for option in item.options)
    if any(count > 1 for count in ids.values()):
        yield "option_twice"
    if DONT_KNOW not in ids:
        yield "no_dont_know"
    if sum(option.id not in (DONT_KNOW, NOT_APPLICABLE) for option in item.options) < LEAST_ANSWERS:
        yield "few_answers"
    yield from _point_faults(item)


def _points_of(options: tuple[Option, ...], option_id: str) -> list[Fraction | None]:
    return [option.points for option in options if option.id == option_id]


def _point_faults(item: Item) -> Iterator[str]:
    if any(points != 0 for points in _points_of(item.options, DONT_KNOW)):
        yield "dont_know_points"
    if any(points is not None for points in _points_of(item.options, NOT_APPLICABLE)):
        yield "nvt_points"
    points = [option.points for option in item.options if option.id != NOT_APPLICABLE]
    if any(value is None or not 0 <= value <= 1 for value in points):
        yield "points_range"
    elif points.count(Fraction(1)) != 1:
        yield "one_best"
    elif item.objective and not ALLOWED[item.kind][0].issuperset(points):
        yield ALLOWED[item.kind][1]
