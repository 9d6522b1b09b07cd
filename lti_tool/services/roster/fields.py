"""What a row says about a person, as columns of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import FunctionGroup
from lti_tool.services.roster.matching import Match
from lti_tool.services.roster.reading import RosterFile
from lti_tool.services.roster.teams import Node, node_of
from lti_tool.vault import Vault

Fields = dict[str, Any]


def function_groups(session: Session, organisation_id: int) -> dict[str, str]:
    """Codes of the organisation's function groups by code and by name, in lower case."""
    rows = session.execute(
        select(FunctionGroup.code, FunctionGroup.name)
        .where(FunctionGroup.organisation_id == organisation_id)
        .order_by(FunctionGroup.position)
    ).all()
    names = {name.casefold(): code for code, name in rows}
    return names | {code.casefold(): code for code, _ in rows}


@dataclass(frozen=True, slots=True)
class Describer:
    """Turns rows into columns; every row of one file gives the same columns."""

    file: RosterFile
    vault: Vault
    groups: Mapping[str, str]

    def faults(self, matches: Iterable[Match]) -> list[str]:
        """A fault per function group that the organisation does not have."""
        choices = ", ".join(sorted(set(self.groups.values())))
        return [
            self.file.fault(match.row, f"there is no function group {cell}: choose from {choices}")
            for match in matches
            if (cell := match.row.cells.get("function_group"))
            and cell.casefold() not in self.groups
        ]

    def fields(self, match: Match, nodes: Mapping[Node, int]) -> Fields:
        """The columns that this file determines for one person."""
        columns, cells = self.file.columns, match.row.cells
        fields: Fields = {"on_roster": True, "function_group": self._group(match)}
        fields |= self._keys(match)
        if columns & {"team", "department"}:
            node = node_of(match.row)
            fields["team_id"] = nodes[node] if node else None
        if "excused" in columns:
            fields["excused"] = match.row.excused
        for name in columns & {"first_name", "email"}:
            sealed = self.vault.seal_text(cells[name]) if cells[name] else None
            fields[f"{name}_sealed"] = sealed
        return fields

    def _keys(self, match: Match) -> Fields:
        known = match.known
        kept = (known.match_kind, known.match_value) if known else (None, None)
        kind, value = match.key if match.key != (None, None) else kept
        lms_id = match.lms_user_id or (known.lms_user_id if known else None)
        return {"lms_user_id": lms_id, "match_kind": kind, "match_value": value}

    def _group(self, match: Match) -> str | None:
        if "function_group" in self.file.columns:
            return self.groups.get(match.row.cells["function_group"].casefold())
        field = profile_field(match)
        kept = match.known.function_group if match.known else None
        return self.groups.get(field.casefold()) if field else kept

    def unknown_groups(self, matches: Iterable[Match]) -> Counter[str]:
        """What the LMS calls the work of people, where the organisation has no such group."""
        if "function_group" in self.file.columns:
            return Counter()
        fields = (profile_field(match) for match in matches)
        return Counter(field for field in fields if field and field.casefold() not in self.groups)


def profile_field(match: Match) -> str:
    """The function group that the person's profile in the LMS names; empty when it does not."""
    return " ".join((match.function_field or "").split())
