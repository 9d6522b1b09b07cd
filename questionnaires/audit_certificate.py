"""The paper that says what was audited, for admins and the works council (DESIGN 6.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.disclosure_people import Earlier, Member, Setting
from questionnaires.disclosure_tree import sizes_below

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Case:
    """A snapshot with the people in it, as the audit sees them.

    ``earlier`` are the published snapshots that share a skill with it.
    """

    document: Mapping[str, Any]
    setting: Setting
    members: Sequence[Member]
    earlier: Sequence[Earlier] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Of one skill, or of uptake: whether everybody stays in doubt, and how that was shown.

    ``worlds`` agree with all ``statements`` and differ about everybody; ``beside`` are the
    earlier quarters that could be read together with this one.
    """

    about: str
    passed: bool
    statements: int = 0
    classes: int = 0
    worlds: int = 0
    beside: tuple[str, ...] = ()


def _shown(document: Mapping[str, Any], kind: str, key: str) -> set[Any]:
    figures = [*document["skills"].values(), *filter(None, [document["uptake"]])]
    found = [figure[key] for part in figures for figure in part.get(kind, [])]
    return {tuple(node) if isinstance(node, list) else node for node in found}


def _nodes(everywhere: Iterable[Any], shown: set[Any]) -> dict[str, list[Any]]:
    nodes = sorted(everywhere)
    return {
        "shown": [node for node in nodes if node in shown],
        "hidden": [node for node in nodes if node not in shown],
    }


def _checked(found: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    for finding in found:
        yield {
            "about": finding.about,
            "statements": finding.statements,
            "classes": finding.classes,
            "worlds": finding.worlds,
            "beside": list(finding.beside),
        }


def certificate(case: Case, passed: bool, found: Sequence[Finding]) -> dict[str, Any]:
    """What was checked of the snapshot that is published, and which places it shows.

    A place counts as shown when any of its figures is. Nothing in it says why a fuller
    snapshot did not pass: that would tell more than the one bit.
    """
    document = case.document
    places = _nodes(sizes_below(m.path for m in case.members), _shown(document, "places", "path"))
    groups = {member.group for member in case.members if member.group is not None}
    return {
        "schema": SCHEMA,
        "verdict": "passed" if passed else "failed",
        "level": document["level"],
        "quarter": document["quarter"],
        "pack": document["pack"],
        "roster": document["roster"],
        "k": document["k"],
        "respondents": len(case.members),
        "places": {kind: [list(path) for path in paths] for kind, paths in places.items()},
        "groups": _nodes(groups, _shown(document, "groups", "group")),
        "earlier": [before.document["quarter"] for before in case.earlier],
        "checked": list(_checked(found)),
    }
