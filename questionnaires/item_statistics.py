"""What the answers say about the questions, over the whole organisation only (DESIGN 5).

Everything is rounded before it leaves: shares in steps of 10 % with open ends, correlations
and alpha to one decimal between 0.0 and 0.9. That is enough to find a weak question.
Swapping all answers of two people changes nothing here, so these figures can point at
nobody; what they say about the number below is part of the audit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import correlation, fmean, median, pvariance
from typing import Any

from questionnaires.disclosure_bands import TENTHS, Band, band_of
from questionnaires.disclosure_people import ItemAnswer
from questionnaires.model import Item, ThemePack

ENOUGH, ENOUGH_TO_CORRELATE = 50, 100
SECONDS_STEP = 5
ANSWERS_STEP = 10
WEAK_CORRELATION = 0.2
Sheet = Mapping[str, ItemAnswer]


def _share(part: Fraction | int, whole: int) -> Band:
    return band_of(Fraction(part, whole), TENTHS)


def _one_decimal(value: float) -> float:
    # Plus zero: a minus zero would be written as one.
    return min(max(round(value, 1), 0.0), 0.9) + 0.0


def _points(sheet: Sheet, item: Item) -> float | None:
    answer = sheet.get(item.id)
    return None if answer is None or answer.points is None else float(answer.points)


def _mean_of_rest(sheet: Sheet, rest: Sequence[Item]) -> float | None:
    found = [points for item in rest if (points := _points(sheet, item)) is not None]
    return fmean(found) if found else None


def _item_rest(sheets: Sequence[Sheet], item: Item, rest: Sequence[Item]) -> float | None:
    """None for too few people; 0.0 when one of the two never varies.

    Saying that it never varied would give away that everybody answered the same.
    """
    both = [(_points(sheet, item), _mean_of_rest(sheet, rest)) for sheet in sheets]
    pairs = [(own, others) for own, others in both if own is not None and others is not None]
    if len(pairs) < ENOUGH_TO_CORRELATE:
        return None
    mine, theirs = [own for own, _ in pairs], [others for _, others in pairs]
    if not pvariance(mine) or not pvariance(theirs):
        return 0.0
    return _one_decimal(correlation(mine, theirs))


def _notes(figures: Mapping[str, Any], right: Band, unknown: Band) -> list[str]:
    """What a coordinator should look at, from the published figures alone."""
    rest = figures["item_rest"]
    found = {
        "easy": right.low >= Fraction(9, 10),
        "hard": right.high <= Fraction(2, 10),
        "unknown_to_many": unknown.low >= Fraction(3, 10),
        "apart": rest is not None and rest < WEAK_CORRELATION,
    }
    return [note for note, applies in found.items() if applies]


def _item_figures(
    sheets: Sequence[Sheet], item: Item, rest: Sequence[Item]
) -> dict[str, Any] | None:
    answers = [sheet[item.id] for sheet in sheets if item.id in sheet]
    counted = [a.points for a in answers if a.points is not None]
    if len(counted) < ENOUGH:
        return None
    right = _share(sum(counted, Fraction(0)), len(counted))
    unknown = _share(sum(a.dont_know for a in answers if a.points is not None), len(counted))
    times = [a.seconds for a in answers if a.seconds is not None]
    figures: dict[str, Any] = {
        "item": item.id,
        "skill": item.skill,
        "answers": len(counted) // ANSWERS_STEP * ANSWERS_STEP,
        "points": right.document(),
        "dont_know": unknown.document(),
        # Where nearly all answers are alike a correlation means nothing.
        "item_rest": None if right.open_ended else _item_rest(sheets, item, rest),
        "seconds": _seconds(times) if len(times) >= ENOUGH else None,
    }
    return {**figures, "notes": _notes(figures, right, unknown)}


def _seconds(times: Sequence[float]) -> int:
    return round(median(times) / SECONDS_STEP) * SECONDS_STEP


def _alpha(sheets: Sequence[Sheet], items: Sequence[Item]) -> float | None:
    """Cronbach's alpha over those for whom all items applied; None for too few people."""
    rows = [[_points(sheet, item) for item in items] for sheet in sheets]
    whole = [[p for p in row if p is not None] for row in rows if None not in row]
    if len(whole) < ENOUGH_TO_CORRELATE or len(items) < 2:
        return None
    total = pvariance([sum(row) for row in whole])
    if not total:
        return 0.0
    single = sum(pvariance(column) for column in zip(*whole, strict=True))
    return _one_decimal(len(items) / (len(items) - 1) * (1 - single / total))


def item_statistics(pack: ThemePack, sheets: Sequence[Sheet]) -> dict[str, Any] | None:
    """Figures per core item and alpha per skill; ``sheets`` are item id -> answer a person.

    None for fewer than 50 people. An item that fewer than 50 answered is left out, and what
    needs 100 people is None under that.
    """
    if len(sheets) < ENOUGH:
        return None
    items: list[dict[str, Any]] = []
    alphas: dict[str, float | None] = {}
    for skill in pack.skills:
        core = [item for item in pack.items if item.skill == skill.id and item.role == "kern"]
        for item in core:
            figures = _item_figures(sheets, item, [other for other in core if other != item])
            items += [figures] if figures else []
        common = [item for item in core if item.function_groups is None]
        alphas[skill.id] = _alpha(sheets, common)
    return {"items": items, "alpha": alphas}
