"""The tree team < department < organisation, as a roster file asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lti_tool.models import Team
from lti_tool.services.roster.reading import RosterFile, Row
from lti_tool.services.roster.wrongs import Wrong

# A node of the tree by name: (department, "") is the department itself. A team for which
# the file names no department stands at the top, where a department would.
Node = tuple[str, str]


def node_of(row: Row) -> Node | None:
    """Where a person works; None when the file does not say."""
    department, team = row.place
    if department and team:
        return department, team
    return (department or team, "") if department or team else None


def nodes_of(rows: Iterable[Row]) -> set[Node]:
    """Every node that the rows name, departments of teams included."""
    named = {node for row in rows if (node := node_of(row))}
    return named | {(department, "") for department, _ in named}


@dataclass(frozen=True, slots=True)
class Directory:
    """Finds the node that a name in `manages_team` means."""

    nodes: frozenset[Node]
    by_name: Mapping[str, tuple[Node, ...]]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Directory:
        """A directory of these nodes."""
        known = frozenset(nodes)
        by_name: dict[str, tuple[Node, ...]] = {}
        for node in sorted(known):
            name = node[1] or node[0]
            by_name[name] = (*by_name.get(name, ()), node)
        return cls(known, by_name)

    def find(self, name: str) -> tuple[Node, ...]:
        """The nodes that a team, a department, `Department/Team` or `Department/` may mean."""
        parts = name.split("/")
        cuts = [("/".join(parts[:cut]), "/".join(parts[cut:])) for cut in range(1, len(parts))]
        precise = [(department.strip(), team.strip()) for department, team in cuts]
        return self.by_name.get(name) or tuple(node for node in precise if node in self.nodes)


def managed(file: RosterFile, known: Iterable[Node]) -> tuple[dict[int, set[Node]], list[Wrong]]:
    """Per line the nodes that its person leads, and a fault per name that leads nowhere.

    The file's own teams go first; ``known`` ones serve for teams of another platform. Where a
    slip in the header may hide the teams, no name is said to be wrong.
    """
    directories = Directory.of(nodes_of(file.rows)), Directory.of(known)
    led: dict[int, set[Node]] = {}
    faults: list[Wrong] = []
    for row in file.rows:
        for name in filter(None, map(str.strip, row.cells.get("manages_team", "").split("|"))):
            nodes = directories[0].find(name) or directories[1].find(name)
            if len(nodes) == 1:
                led.setdefault(row.line, set()).add(nodes[0])
            elif file.header.has_tree:
                faults.append(_unclear(file, row, name, nodes))
    return led, faults


def _unclear(file: RosterFile, row: Row, name: str, nodes: tuple[Node, ...]) -> Wrong:
    values: dict[str, object] = {"cell": name, "head": file.header.of("manages_team")}
    if not nodes:
        return Wrong(row.line, "no_team", values)
    choices = " or ".join(f"{department}/{team}" for department, team in nodes)
    return Wrong(row.line, "which_team", values | {"choices": choices})


def known_nodes(session: Session, organisation_id: int) -> dict[Node, int]:
    """The organisation's tree as it is: node -> id of the team."""
    rows = list(
        session.execute(
            select(Team.id, Team.parent_id, Team.name).where(
                Team.organisation_id == organisation_id
            )
        )
    )
    names = {team_id: name for team_id, _, name in rows}
    return {
        (names[parent_id], name) if parent_id else (name, ""): team_id
        for team_id, parent_id, name in rows
    }


def make_nodes(
    session: Session, organisation_id: int, known: Mapping[Node, int], wanted: Iterable[Node]
) -> dict[Node, int]:
    """Add the nodes that are missing, departments first; all nodes with their ids."""
    nodes = dict(known)
    missing = sorted(set(wanted) - set(nodes))
    for top in (True, False):
        rows = [
            {
                "organisation_id": organisation_id,
                "parent_id": None if top else nodes[node[0], ""],
                "name": node[0] if top else node[1],
            }
            for node in missing
            if top is not bool(node[1])
        ]
        if rows:
            session.execute(insert(Team), rows)
            nodes = known_nodes(session, organisation_id)
    return nodes
