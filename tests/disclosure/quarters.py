"""Published quarters of one organisation as an attacker puts them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

from questionnaires.disclosure_people import Member
from tests.disclosure.attack_search import Attacker, Claim, claim
from tests.disclosure.reading import interval
from tests.disclosure.town import pack, sheets

# Half points of weight times hundredths of points: whole numbers.
WEIGHTS = {"zelf": 200, "kennis": 300, "situatie": 300}
CellOf = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Quarter:
    """What was published, and who is known to have taken part."""

    document: Mapping[str, Any]
    members: Sequence[Member]

    def asked(self, skill: str) -> list[Member]:
        """Those of whom a skill asks something; the minima are public."""
        return [m for m in self.members if pack().minima[m.works_as].get(skill, 0)]


@cache
def most_points(skill: str, minimum: int, items: frozenset[str]) -> int:
    """The most that somebody below the minimum can have on some questions; all sheets tried."""
    kinds = {item.id: item.kind for item in pack().items}
    return max(
        sum(int(WEIGHTS[kinds[i]] * (o.points or 0)) for i, o in sheet if i in items)
        for sheet in sheets(skill, minimum, below=True)
    )


def _questions(quarter: Quarter, skill: str, cell_of: CellOf) -> Iterator[Claim]:
    """Many right answers leave room for few people below."""
    rows = [r for r in (quarter.document["items"] or {"items": []})["items"] if r["skill"] == skill]
    if not rows:
        return
    kinds = {item.id: item.kind for item in pack().items}
    items = frozenset(row["item"] for row in rows)
    whole = sum(WEIGHTS[kinds[item]] for item in items)
    least = sum(WEIGHTS[kinds[r["item"]]] * r["points"]["step"] * r["answers"] / 10 for r in rows)
    lost = {
        m.person: whole - most_points(skill, pack().minima[m.works_as][skill], items)
        for m in quarter.asked(skill)
    }
    room = whole * len(quarter.members) - ceil(least)
    yield claim(cell_of, lost, 0, room)


def _figures(quarter: Quarter, skill: str, cell_of: CellOf) -> Iterator[Claim]:
    asked = quarter.asked(skill)
    for figure in quarter.document["skills"][skill]["places"]:
        depth = len(figure["path"])
        here = {m.person: 1 for m in asked if list(m.path[:depth]) == figure["path"]}
        yield claim(cell_of, here, *interval(figure))
    for figure in quarter.document["skills"][skill]["groups"]:
        here = {m.person: 1 for m in asked if m.group == figure["group"]}
        yield claim(cell_of, here, *interval(figure))


def attacker(quarters: Sequence[Quarter], skill: str, below: frozenset[str]) -> Attacker:
    """Somebody who takes it, rightly, that nobody's result changed between the quarters."""
    history: dict[str, list[Any]] = {}
    for number, quarter in enumerate(quarters):
        for member in quarter.asked(skill):
            where = (number, member.path, member.group, member.works_as)
            history.setdefault(member.person, []).append(where)
    cells = {where: c for c, where in enumerate(dict.fromkeys(map(tuple, history.values())))}
    cell_of = {person: cells[tuple(where)] for person, where in history.items()}
    sizes, truth = [0] * len(cells), [0] * len(cells)
    for person, cell in cell_of.items():
        sizes[cell] += 1
        truth[cell] += person in below
    claims = [
        said
        for quarter in quarters
        for kind in (_figures, _questions)
        for said in kind(quarter, skill, cell_of)
    ]
    return Attacker(sizes, claims, truth)
