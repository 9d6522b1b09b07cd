"""Which places and function groups are shown: by sizes alone, never by outcomes (DESIGN 6.5).

A gap that came about by an outcome would tell that outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from questionnaires.disclosure_people import ORGANISATION, Member, Path

LEAST_HIDDEN = 2
People = frozenset[str]


def sizes_below(paths: Iterable[Path]) -> Counter[Path]:
    """How many of ``paths`` lie in each place, everything below it included."""
    return Counter(path[:depth] for path in paths for depth in range(len(path) + 1))


def members_below(members: Iterable[Member]) -> dict[Path, list[Member]]:
    """Who is in each place, everything below it included."""
    found: dict[Path, list[Member]] = {}
    for member in members:
        for depth in range(len(member.path) + 1):
            found.setdefault(member.path[:depth], []).append(member)
    return found


def _hidden(
    sizes: Mapping[str, int], unnamed: int, k: int, already: Iterable[str] = ()
) -> frozenset[str]:
    """The children to hide; ``unnamed`` belong to none of them and are always hidden.

    The hidden are none, or at least two with together k or more; if not, the smallest that
    is shown joins them. Children without respondents are nobody to hide.
    """
    hidden = {name for name, size in sizes.items() if 0 < size < k} | set(already)
    shown = sorted((size, name) for name, size in sizes.items() if size and name not in hidden)
    while hidden or unnamed:
        together = unnamed + sum(sizes[name] for name in hidden)
        if not shown or (len(hidden) + bool(unnamed) >= LEAST_HIDDEN and together >= k):
            break
        hidden.add(shown.pop(0)[1])
    return frozenset(hidden)


def _children(sizes: Mapping[Path, int]) -> dict[Path, dict[str, int]]:
    found: dict[Path, dict[str, int]] = {}
    for path, size in sizes.items():
        if path:
            found.setdefault(path[:-1], {})[path[-1]] = size
    return found


def shown_places(paths: Sequence[Path], k: int) -> frozenset[Path]:
    """The places that may have figures, given the path of each respondent.

    From the organisation down; what lies in a hidden place is hidden.
    """
    sizes = sizes_below(paths)
    children = _children(sizes)
    shown: set[Path] = set()
    waiting = [ORGANISATION] if sizes[ORGANISATION] >= k else []
    while waiting:
        place = waiting.pop()
        shown.add(place)
        below = children.get(place, {})
        directly = sizes[place] - sum(below.values()) if below else 0
        hidden = _hidden(below, directly, k)
        waiting += [(*place, name) for name in below if name not in hidden]
    return frozenset(shown)


def told_apart(members: Sequence[Member], shown: frozenset[Path]) -> list[People]:
    """The people of each shown place, and of each remainder that subtraction leaves."""
    here = members_below(members)
    parts: dict[Path, People] = {
        place: frozenset(member.person for member in here[place]) for place in shown
    }
    remainders = dict(parts)
    for place in shown - {ORGANISATION}:
        remainders[place[:-1]] -= parts[place]
    return [people for people in [*parts.values(), *remainders.values()] if people]


def _nearly_a_place(members: Sequence[Member], k: int) -> set[str]:
    """The groups that differ from what is told of a place by some people, but fewer than k.

    Beside the figure of a team of eleven with one manager, a figure of its ten advisers
    would be a figure of the manager.
    """
    parts = told_apart(members, shown_places([m.path for m in members], k))
    groups = {m.group for m in members if m.group is not None}
    people = {g: frozenset(m.person for m in members if m.group == g) for g in groups}
    return {g for g in groups if any(0 < len(people[g] ^ part) < k for part in parts)}


def shown_groups(members: Sequence[Member], k: int) -> frozenset[str]:
    """The function groups that may have figures, over the whole organisation."""
    if len(members) < k:
        return frozenset()
    sizes = Counter(m.group for m in members if m.group is not None)
    unnamed = len(members) - sizes.total()
    return frozenset(sizes) - _hidden(sizes, unnamed, k, _nearly_a_place(members, k))
