"""Figures beside those of an earlier quarter, only where that tells about nobody (DESIGN 6.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from questionnaires.disclosure_bands import FEW
from questionnaires.disclosure_people import Earlier, Member, Setting

Figures = Mapping[str, Sequence[Mapping[str, Any]]]


def _same_measure(now: Setting, then: Setting, skill: str) -> bool:
    """The same questions against the same minima; otherwise a change says nothing."""
    major = now.pack.version.split(".")[0] == then.pack.version.split(".")[0]
    groups = {*now.minima, *then.minima}
    asked = [
        now.minima.get(group, {}).get(skill, 0) == then.minima.get(group, {}).get(skill, 0)
        for group in groups
    ]
    return major and now.pack.id == then.pack.id and all(asked)


def _in_node(member: Member, node: Mapping[str, Any]) -> bool:
    if "group" in node:
        return member.group is not None and member.group == str(node["group"])
    path = tuple(node["path"])
    return member.path[: len(path)] == path


def _node(figure: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in figure.items() if key in ("path", "group")}


def _moved_enough(now: Sequence[Member], then: Sequence[Member], k: int) -> bool:
    moved = {m.person for m in now} ^ {m.person for m in then}
    return not moved or len(moved) >= k


def _of_skill(
    setting: Setting, members: Sequence[Member], skill: str, figures: Figures, before: Earlier
) -> Iterator[dict[str, Any]]:
    now = setting.assessed(members, skill)
    then = before.setting.assessed(before.members, skill)
    earlier = before.document["skills"].get(skill, {"places": [], "groups": []})
    for kind in ("places", "groups"):
        for figure in figures[kind]:
            node = _node(figure)
            old = next((f for f in earlier[kind] if _node(f) == node), None)
            if old is None or min(figure["n"], old["n"]) < FEW:
                continue
            here = [m for m in now if _in_node(m, node)]
            were = [m for m in then if _in_node(m, node)]
            if _moved_enough(here, were, setting.k):
                quarter = before.document["quarter"]
                yield {"skill": skill, **node, "quarter": quarter, "then": old["band"]}


def trends(
    setting: Setting,
    members: Sequence[Member],
    skills: Mapping[str, Figures],
    earlier: Sequence[Earlier],
) -> list[dict[str, Any]]:
    """Per skill and place or group the earlier band: ``quarter``, ``then``.

    Only where the same major version of the pack recurs with the same minima, both times 30
    or more people counted, and k or more joined or left, or nobody did.
    """
    return [
        trend
        for before in earlier
        for skill, figures in skills.items()
        if _same_measure(setting, before.setting, skill)
        for trend in _of_skill(setting, members, skill, figures, before)
    ]
