"""What an organisation chose instead of a pack's minima, laid into the pack's document; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Table = Mapping[str, Mapping[str, int]]


def with_minima(document: dict[str, Any], own: Table | None) -> dict[str, Any]:
    """A pack's document with own minima, by function group and skill.

    What was chosen for skills that this pack does not have is left out: the theme of a plan
    can change. A group that the pack does not know comes in with all its skills or not at all.
    """
    if not own:
        return document
    skills = [row["id"] for row in document["skills"]]
    table = {group: dict(row) for group, row in document["minima"].items()}
    for group, row in own.items():
        whole = {**table.get(group, {}), **{skill: row[skill] for skill in skills if skill in row}}
        if set(whole) == set(skills):
            table[group] = whole
    return {**document, "minima": table}
