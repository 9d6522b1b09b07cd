"""Two quarters of one organisation as an attacker puts them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from questionnaires.disclosure_people import Member
from tests.disclosure.attack_search import Attacker, Claim, claim
from tests.disclosure.reading import interval
from tests.disclosure.town import pack

Quarter = tuple[Mapping[str, Any], Sequence[Member]]


def _claims(quarter: Quarter, skill: str, cell_of: Mapping[str, int]) -> list[Claim]:
    document, members = quarter
    asked = [m for m in members if pack().minima[m.works_as].get(skill, 0)]
    found = []
    for figure in document["skills"][skill]["places"]:
        depth = len(figure["path"])
        here = {m.person: 1 for m in asked if list(m.path[:depth]) == figure["path"]}
        found.append(claim(cell_of, here, *interval(figure)))
    for figure in document["skills"][skill]["groups"]:
        here = {m.person: 1 for m in asked if m.group == figure["group"]}
        found.append(claim(cell_of, here, *interval(figure)))
    return found


def attacker(quarters: Sequence[Quarter], skill: str, below: frozenset[str]) -> Attacker:
    """Somebody who takes it, rightly, that nobody's result changed between the quarters."""
    history: dict[str, list[Any]] = {}
    for number, (_, members) in enumerate(quarters):
        for member in members:
            if pack().minima[member.works_as].get(skill, 0):
                where = (number, member.path, member.group, member.works_as)
                history.setdefault(member.person, []).append(where)
    cells = {where: c for c, where in enumerate(dict.fromkeys(map(tuple, history.values())))}
    cell_of = {person: cells[tuple(where)] for person, where in history.items()}
    sizes, truth = [0] * len(cells), [0] * len(cells)
    for person, cell in cell_of.items():
        sizes[cell] += 1
        truth[cell] += person in below
    claims = [c for quarter in quarters for c in _claims(quarter, skill, cell_of)]
    return Attacker(sizes, claims, truth)
