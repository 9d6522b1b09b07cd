"""Published figures as statements about who is below: what an attacker can calculate with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.disclosure_bands import band_from_document
from questionnaires.disclosure_people import Member, Setting
from questionnaires.disclosure_tree import members_below


@dataclass(frozen=True, slots=True)
class Statement:
    """``low`` ≤ the weights of those below, summed ≤ ``high``; person -> weight, not 0."""

    weights: Mapping[str, int]
    low: int
    high: int


def _statement(figure: Mapping[str, Any], members: Sequence[Member]) -> Statement:
    size = figure["n"]
    if size != len(members):
        raise ValueError(f"a figure of {size} people, but the roster has {len(members)} there")
    band = band_from_document(figure["band"])
    weights = {member.person: 1 for member in members}
    return Statement(weights, band.least(size), band.most(size))


def _place_statements(
    figures: Sequence[Mapping[str, Any]], members: Sequence[Member]
) -> list[Statement]:
    here = members_below(members)
    return [_statement(figure, here.get(tuple(figure["path"]), [])) for figure in figures]


def skill_statements(
    document: Mapping[str, Any], setting: Setting, members: Sequence[Member], skill: str
) -> list[Statement]:
    """What the bands of a snapshot say about one skill.

    Raises ``ValueError`` when the snapshot is not about these members.
    """
    figures = document["skills"].get(skill, {"places": [], "groups": []})
    assessed = setting.assessed(members, skill)
    groups = [
        _statement(figure, [m for m in assessed if m.group == figure["group"]])
        for figure in figures["groups"]
    ]
    return _place_statements(figures["places"], assessed) + groups


def uptake_statements(document: Mapping[str, Any], members: Sequence[Member]) -> list[Statement]:
    """What a snapshot says about who finished an offer."""
    return _place_statements(document["uptake"]["places"], members) if document["uptake"] else []
