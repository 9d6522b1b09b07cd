"""The rule of DESIGN 5 written a second time, in whole numbers and in another order.

It reads points, not answers: a skill is ``Row(objective, hundredths)`` per core question that
applies, and ``extra`` the hundredths of an answered extra question. What the two
writings agree on for every pattern is not a slip of one of them.
"""

from __future__ import annotations

from typing import NamedTuple

CUTS = {1: 40, 2: 65, 3: 85}


class Row(NamedTuple):
    objective: bool
    hundredths: int


def score(rows: list[Row]) -> tuple[int, int]:
    """(numerator, denominator) of the score; weights are doubled to stay whole."""
    weights = [3 if row.objective else 2 for row in rows]
    return sum(w * row.hundredths for w, row in zip(weights, rows, strict=True)), sum(weights)


def reaches(rows: list[Row], cut: int) -> bool:
    above, below = score(rows)
    return above >= cut * below


def status(rows: list[Row], extra: Row | None, minimum: int) -> str:
    if not minimum:
        return "geen_eis"
    if len(rows) < 3:
        return "onbekend"
    cut = CUTS[minimum]
    done = [row for row in rows if row.objective and row.hundredths >= 50]
    if done and reaches(rows, CUTS[minimum + 1]):
        return "boven"
    if done and reaches(rows, cut):
        return "op"
    weak = [row for row in rows if row.hundredths <= 50]
    lifted = extra is not None and reaches([*rows, extra], cut - 10)
    doubted = len(weak) < 2 or not any(row.objective for row in weak)
    return "grens" if reaches(rows, cut - 10) or doubted or lifted else "onder"


def wants_extra(rows: list[Row], objective: bool, minimum: int) -> bool:
    """Full points on the extra question would change the status."""
    best = Row(objective, 100)
    return status(rows, None, minimum) == "onder" and status(rows, best, minimum) == "grens"
