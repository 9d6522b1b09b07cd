"""An attacker with pencil and paper: exact for one quarter's counts per place and group.

Shares nothing with the audit: no classes, no solver, no bands, no finding of worlds. The
places form a tree and the function groups cut across it, so everybody below the minimum is a
unit that flows from the organisation through the places to a cell (place and group) and out
through the group. What is published bounds the flow through a place or group. The truth is
one such flow; a cell can have one more or one fewer exactly when the room that is left makes
a circle through it (Ford and Fulkerson).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from questionnaires.disclosure_people import Member

Node = tuple[Any, ...]
Interval = tuple[int, int]
Cell = tuple[tuple[str, ...], str | None]
SOURCE: Node = ("source",)


@dataclass(frozen=True, slots=True)
class Known:
    """Published intervals of the number below; places and groups that are absent are hidden."""

    places: Mapping[tuple[str, ...], Interval]
    groups: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Pipe:
    """Between two nodes: how much flows in truth, at least and at most."""

    start: Node
    end: Node
    flow: int
    least: int
    most: int


@dataclass
class Network:
    """The pipes of one thing published, and the cells among them."""

    cells: dict[Cell, Pipe] = field(default_factory=dict)
    others: list[Pipe] = field(default_factory=list)

    def circles(self, cells: Mapping[Cell, Pipe]) -> dict[Node, int]:
        """Node -> number of its circle of room; two nodes of one circle reach each other."""
        arrows: dict[Node, list[Node]] = {}
        for pipe in [*cells.values(), *self.others]:
            arrows.setdefault(pipe.start, [])
            arrows.setdefault(pipe.end, [])
            if pipe.flow < pipe.most:
                arrows[pipe.start].append(pipe.end)
            if pipe.flow > pipe.least:
                arrows[pipe.end].append(pipe.start)
        return _components(arrows)


def _components(arrows: Mapping[Node, Sequence[Node]]) -> dict[Node, int]:
    """Strongly connected components, after Kosaraju."""
    order: list[Node] = []
    seen: set[Node] = set()
    for node in arrows:
        _walk(node, arrows, seen, order)
    back: dict[Node, list[Node]] = {node: [] for node in arrows}
    for node, ends in arrows.items():
        for end in ends:
            back[end].append(node)
    found: dict[Node, int] = {}
    seen = set()
    for node in reversed(order):
        reached: list[Node] = []
        _walk(node, back, seen, reached)
        found |= dict.fromkeys(reached, len(found))
    return found


def _walk(
    start: Node, arrows: Mapping[Node, Sequence[Node]], seen: set[Node], order: list[Node]
) -> None:
    if start in seen:
        return
    seen.add(start)
    stack: list[tuple[Node, Iterator[Node]]] = [(start, iter(arrows[start]))]
    while stack:
        node, ends = stack[-1]
        following = next((end for end in ends if end not in seen), None)
        if following is None:
            order.append(node)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(arrows[following])))


def network(members: Sequence[Member], below: frozenset[str], known: Known) -> Network:
    """The pipes for the truth and what is published of it."""
    sizes: Counter[Node] = Counter()
    flows: Counter[Node] = Counter()
    for member in members:
        nodes = [("place", member.path[:depth]) for depth in range(len(member.path) + 1)]
        for node in [*nodes, ("group", member.group), ("cell", member.path, member.group)]:
            sizes[node] += 1
            flows[node] += member.person in below
    built = Network()
    for node, size in sizes.items():
        flow = flows[node]
        if node[0] == "place":
            start = ("place", node[1][:-1]) if node[1] else SOURCE
            limits = known.places.get(node[1], (0, size))
            built.others.append(Pipe(start, node, flow, *limits))
        elif node[0] == "group":
            limits = known.groups.get(node[1], (0, size))
            built.others.append(Pipe(node, SOURCE, flow, *limits))
        else:
            pipe = Pipe(("place", node[1]), ("group", node[2]), flow, 0, size)
            built.cells[node[1], node[2]] = pipe
    return built


def _certain(net: Network, cells: Mapping[Cell, Pipe]) -> set[Cell]:
    """The cells in which nobody, or everybody, is below in every world.

    ``least`` and ``most`` of a cell leave out whoever looks on from inside it.
    """
    circle = net.circles(cells)
    return {
        cell
        for cell, pipe in cells.items()
        if pipe.most > pipe.least
        and pipe.flow in (pipe.least, pipe.most)
        and circle[pipe.start] != circle[pipe.end]
    }


def known_to_outsiders(net: Network) -> set[Cell]:
    """Cells whose people's status anybody can work out."""
    return _certain(net, net.cells)


def known_to_colleagues(net: Network) -> set[tuple[Cell, Cell]]:
    """(cell of a colleague who knows the own result, cell whose other people that gives away)."""
    found = set()
    for own, pipe in net.cells.items():
        insiders = []
        if pipe.flow > 0:
            insiders.append(replace(pipe, least=1))
        if pipe.flow < pipe.most:
            insiders.append(replace(pipe, most=pipe.most - 1))
        for inside in insiders:
            found |= {(own, cell) for cell in _certain(net, {**net.cells, own: inside})}
    return found
