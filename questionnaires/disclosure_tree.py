"""Which places and function groups are shown: by sizes alone, never by outcomes (DESIGN 6.5).

A gap that came about by an outcome would tell that outcome. Sizes are of who counts in a
figure, of who is in both of two figures, and of who was in an earlier figure of the pack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

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


def people_of(members: Iterable[Member]) -> People:
    """The keys of members."""
    return frozenset(member.person for member in members)


def nearly(people: People, told: Iterable[People], k: int) -> bool:
    """Whether some, but fewer than k, are in just one of these people and a set told of."""
    return any(
        abs(len(people) - len(others)) < k and 0 < len(people ^ others) < k for others in told
    )


def _hidden(
    sizes: Mapping[str, int], unnamed: int, k: int, already: Iterable[str]
) -> frozenset[str]:
    """The children to hide; ``unnamed`` belong to none of them and are always hidden.

    The hidden are none, or at least two with together k or more; if not, the smallest that
    is shown joins them.
    """
    hidden = {name for name, size in sizes.items() if size < k} | set(already)
    shown = sorted((size, name) for name, size in sizes.items() if name not in hidden)
    while hidden or unnamed:
        together = unnamed + sum(sizes[name] for name in hidden)
        if not shown or (len(hidden) + bool(unnamed) >= LEAST_HIDDEN and together >= k):
            break
        hidden.add(shown.pop(0)[1])
    return frozenset(hidden)


def _children(places: Iterable[Path]) -> dict[Path, list[Path]]:
    found: dict[Path, list[Path]] = {}
    for path in places:
        if path:
            found.setdefault(path[:-1], []).append(path)
    return found


def shown_places(
    members: Sequence[Member], k: int, told: Collection[People] = ()
) -> frozenset[Path]:
    """The places that may have figures; ``told`` are the people of earlier figures.

    From the organisation down; what lies in a hidden place is hidden. A place whose people
    are nearly those of an earlier figure is hidden: the two would be a figure of the few who
    came and went.
    """
    here = members_below(members)
    close = {place for place, found in here.items() if nearly(people_of(found), told, k)}
    children = _children(here)
    shown: set[Path] = set()
    waiting = [ORGANISATION] if len(members) >= k and ORGANISATION not in close else []
    while waiting:
        place = waiting.pop()
        shown.add(place)
        below = {child[-1]: len(here[child]) for child in children.get(place, [])}
        directly = len(here[place]) - sum(below.values()) if below else 0
        already = [child[-1] for child in children.get(place, []) if child in close]
        hidden = _hidden(below, directly, k, already)
        waiting += [(*place, name) for name in below if name not in hidden]
    return frozenset(shown)


def told_apart(members: Sequence[Member], shown: Iterable[Path]) -> list[People]:
    """The people of each shown place, and of each remainder that subtraction leaves."""
    here = members_below(members)
    parts = {place: people_of(here[place]) for place in shown}
    remainders = dict(parts)
    for place in parts.keys() - {ORGANISATION}:
        remainders[place[:-1]] -= parts[place]
    return [people for people in [*parts.values(), *remainders.values()] if people]


def shown_groups(
    members: Sequence[Member], k: int, told: Collection[People] = ()
) -> frozenset[str]:
    """The function groups that may have figures, over the whole organisation.

    A group that is nearly a shown place is hidden too: beside the figure of a team of eleven
    with one manager, a figure of its ten advisers would be a figure of the manager.
    """
    places = shown_places(members, k, told)
    if not places:
        return frozenset()
    apart = [*told, *told_apart(members, places)]
    groups: dict[str, list[Member]] = {}
    for member in members:
        if member.group is not None:
            groups.setdefault(member.group, []).append(member)
    close = [group for group, found in groups.items() if nearly(people_of(found), apart, k)]
    sizes = {group: len(found) for group, found in groups.items()}
    return frozenset(groups) - _hidden(sizes, len(members) - sum(sizes.values()), k, close)
