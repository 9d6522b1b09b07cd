"""What item statistics say about the number below the minimum, as linear statements.

Published are shares of points per question. Who is below cannot have more than so many
points, so high shares put a limit on the number below: that always holds. Low shares put one
on the number not below only for a reader who takes it that nobody was helped by a redo, an
extra question, or questions that did not apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, floor, gcd, lcm
from typing import Any

from questionnaires.audit_statements import Statement
from questionnaires.disclosure_bands import band_from_document
from questionnaires.disclosure_people import Member, Setting
from questionnaires.grading import grade
from questionnaires.item_statistics import ANSWERS_STEP
from questionnaires.model import Item, ThemePack


@dataclass(frozen=True, slots=True)
class Span:
    """Weighted points on the published questions of one skill: of all, at most while below,
    at least while not below."""

    whole: Fraction
    most_below: Fraction
    least_else: Fraction


def _weight(pack: ThemePack, item: Item) -> Fraction:
    return pack.scoring.weight_objective if item.objective else pack.scoring.weight_self


def _patterns(core: Sequence[Item]) -> Iterator[dict[str, str]]:
    """An answer sheet for every combination of points."""
    choices = []
    for item in core:
        by_points = {option.points: option.id for option in item.options}
        choices.append([(item.id, by_points[p]) for p in by_points if p is not None])
    return (dict(answers) for answers in product(*choices))


def _points(pack: ThemePack, published: Sequence[Item], answers: Mapping[str, str]) -> Fraction:
    found = Fraction(0)
    for item in published:
        found += _weight(pack, item) * (item.option(answers[item.id]).points or 0)
    return found


def span_of(
    pack: ThemePack, skill: str, group: str, minimum: int, published: frozenset[str]
) -> Span:
    """By grading every possible sheet of a function group on the skill's core items."""
    core = [
        item
        for item in pack.items
        if item.skill == skill and item.role == "kern" and item.applies_to(group)
    ]
    seen = [item for item in core if item.id in published]
    small = replace(pack, skills=(pack.skill(skill),), items=tuple(core))
    below: list[Fraction] = [Fraction(0)]
    others: list[Fraction] = []
    for answers in _patterns(core):
        status = grade(small, group, answers, {skill: minimum}).skill(skill).status
        points = _points(pack, seen, answers)
        (below if status == "onder" else others).append(points)
    whole = sum((_weight(pack, item) for item in seen), Fraction(0))
    return Span(whole, max(below), min(others, default=Fraction(0)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The published questions of one skill, and the span of every member."""

    setting: Setting
    skill: str
    rows: Sequence[Mapping[str, Any]]
    members: Sequence[Member]

    def spans(self) -> dict[str, tuple[Span, int]]:
        """Person -> span and minimum."""
        published = frozenset(row["item"] for row in self.rows)
        known: dict[tuple[str, int], Span] = {}
        found = {}
        for member in self.members:
            minimum = self.setting.minimum(member, self.skill)
            key = member.works_as, minimum
            if key not in known:
                known[key] = span_of(self.setting.pack, self.skill, *key, published)
            found[member.person] = known[key], minimum
        return found

    def least(self) -> Fraction:
        """The fewest weighted points that all together can have."""
        pack = self.setting.pack
        parts = [
            _weight(pack, pack.item(row["item"]))
            * band_from_document(row["points"]).low
            * row["answers"]
            for row in self.rows
        ]
        return sum(parts, Fraction(0))

    def most(self) -> Fraction:
        """The most weighted points that all together can have."""
        pack, found = self.setting.pack, Fraction(0)
        for row in self.rows:
            item = pack.item(row["item"])
            asked = sum(item.applies_to(member.works_as) for member in self.members)
            share = min(
                band_from_document(row["points"]).high,
                1 - band_from_document(row["dont_know"]).low,
            )
            found += _weight(pack, item) * share * min(row["answers"] + ANSWERS_STEP - 1, asked)
        return found


def _whole_numbers(
    weights: Mapping[str, Fraction], limit: Fraction, at_most: bool
) -> Statement | None:
    """Weights without fractions; None when nobody has one."""
    used = {person: weight for person, weight in weights.items() if weight}
    if not used:
        return None
    scale = Fraction(lcm(*(w.denominator for w in used.values())))
    scale /= gcd(*(int(w * scale) for w in used.values()))
    whole = {person: int(weight * scale) for person, weight in used.items()}
    everybody = sum(whole.values())
    if at_most:
        return Statement(whole, 0, min(floor(limit * scale), everybody))
    return Statement(whole, max(ceil(limit * scale), 0), everybody)


def item_statements(
    document: Mapping[str, Any],
    setting: Setting,
    members: Sequence[Member],
    skill: str,
    nobody_helped: bool,
) -> list[Statement]:
    """The limits that the item statistics of a snapshot put on those below in a skill."""
    published = document["items"]["items"] if document["items"] else []
    rows = [row for row in published if row["skill"] == skill]
    if not rows:
        return []
    sheet = Sheet(setting, skill, rows, members)
    spans = sheet.spans()
    asked = {person: span for person, (span, minimum) in spans.items() if minimum}
    lost = {person: span.whole - span.most_below for person, span in asked.items()}
    room = sum((span.whole for span, _ in spans.values()), Fraction(0)) - sheet.least()
    found = [_whole_numbers(lost, room, at_most=True)]
    if nobody_helped:
        had = {person: span.least_else for person, span in asked.items()}
        short = sum(had.values(), Fraction(0)) - sheet.most()
        found.append(_whole_numbers(had, short, at_most=False))
    return [statement for statement in found if statement is not None]
