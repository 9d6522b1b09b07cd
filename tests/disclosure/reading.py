"""How anybody reads what is published, from its words and with nothing of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from questionnaires.disclosure_people import Member
from tests.disclosure.attack_network import Interval, Known


def _thirds(below: int, size: int) -> int:
    return int(3 * below > size)


def _steps(first: int, last: int, by: int) -> Callable[[int, int], int]:
    return lambda below, size: sum(100 * below > cut * size for cut in range(first, last + 1, by))


STEP_OF: dict[str, Callable[[int, int], int]] = {
    "thirds": _thirds,
    "tens": _steps(20, 80, 10),
    "fives": _steps(10, 90, 5),
    "tenths": _steps(10, 90, 10),
}


def interval(figure: Mapping[str, Any]) -> Interval:
    """The numbers that would have been published in the same words, one by one."""
    band, size = figure["band"], figure["n"]
    step_of = STEP_OF[band["scale"]]
    fitting = [x for x in range(size + 1) if step_of(x, size) == band["step"]]
    return fitting[0], fitting[-1]


def read(figures: Mapping[str, Any]) -> Known:
    """The figures of one skill, or of uptake."""
    return Known(
        {tuple(figure["path"]): interval(figure) for figure in figures["places"]},
        {figure["group"]: interval(figure) for figure in figures.get("groups", [])},
    )


def plain_report(members: Sequence[Member], below: frozenset[str], k: int = 8) -> Known:
    """What others publish: exact numbers of every place and group of at least 8."""
    sizes: Counter[Any] = Counter()
    exact: Counter[Any] = Counter()
    for member in members:
        nodes = [member.path[:depth] for depth in range(len(member.path) + 1)]
        for node in [*nodes, member.group]:
            sizes[node] += 1
            exact[node] += member.person in below
    numbers = {node: (exact[node], exact[node]) for node, size in sizes.items() if size >= k}
    return Known(
        {node: both for node, both in numbers.items() if isinstance(node, tuple)},
        {node: both for node, both in numbers.items() if isinstance(node, str)},
    )
