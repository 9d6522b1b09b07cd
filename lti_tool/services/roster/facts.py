"""What a roster says about somebody, before and after: the one rule for merging.

docs/roster.md states it. HR's file goes first: what it fills in holds, whatever the LMS says.
What it leaves empty the LMS may fill in, and change later; ``from_lms`` names those facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from lti_tool.services.roster.matching import Known, Match
from lti_tool.services.roster.teams import Node, node_of
from lti_tool.services.roster.words import Vocabulary
from lti_tool.vault import SealBroken, Vault

TEXTS = ("first_name", "email")
Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Facts:
    """One person's facts; a text that the roster does not touch is empty on both sides."""

    function_group: str | None = None
    node: Node | None = None
    excused: bool = False
    first_name: str = ""
    email: str = ""
    leads: frozenset[Node] = frozenset()
    from_lms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that a roster changes."""

    name: str
    before: object
    after: object

    @property
    def stable(self) -> str:
        """The same text for the same difference, in every process."""
        return repr((self.name, _ordered(self.before), _ordered(self.after)))


def _ordered(fact: object) -> object:
    return sorted(fact) if isinstance(fact, frozenset) else fact


def differences(before: Facts, after: Facts) -> tuple[Difference, ...]:
    """What people see change; where a fact came from is not one of them."""
    return tuple(
        Difference(fact.name, old, new)
        for fact in fields(Facts)
        if fact.name != "from_lms"
        and (old := getattr(before, fact.name)) != (new := getattr(after, fact.name))
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads facts off rows and people. ``hr`` tells that the rows are HR's own.

    ``columns`` are those of the roster; ``nodes`` the tree as it is, ``leads`` who leads what.
    """

    vault: Vault
    words: Vocabulary
    columns: frozenset[str]
    hr: bool
    nodes: Mapping[int, Node]
    leads: Mapping[int, frozenset[Node]]

    def before(self, known: Known | None) -> Facts:
        """The facts of somebody we know."""
        if known is None:
            return Facts()
        return Facts(
            function_group=known.function_group,
            node=self.nodes.get(known.team_id or 0),
            excused=known.excused,
            first_name=self._opened("first_name", known.first_name_sealed),
            email=self._opened("email", known.email_sealed),
            leads=self.leads.get(known.id, frozenset()),
            from_lms=frozenset(filter(None, known.from_lms.split(","))),
        )

    def _opened(self, name: str, sealed: bytes | None) -> str:
        if name not in self.columns or sealed is None:
            return ""
        try:
            return self.vault.open_text(sealed)
        except SealBroken:
            # With a key that is gone; what the roster says takes its place.
            return ""

    def after(self, match: Match, before: Facts, led: frozenset[Node]) -> Facts:
        """The facts that the row makes of them."""
        ours = set(before.from_lms)
        cells, columns = match.row.cells, self.columns
        texts = {
            name: self._settled(ours, name, cells[name], getattr(before, name))
            if name in columns
            else ""
            for name in TEXTS
        }
        node = before.node
        if columns & {"team", "department"}:
            node = self._settled(ours, "team", node_of(match.row), before.node)
        return Facts(
            function_group=self._group(ours, match, before),
            node=node,
            excused=match.row.excused if "excused" in columns else before.excused,
            first_name=texts["first_name"] or "",
            email=texts["email"] or "",
            leads=led if "manages_team" in columns else before.leads,
            from_lms=frozenset(ours),
        )

    def _group(self, ours: set[str], match: Match, before: Facts) -> str | None:
        if "function_group" in self.columns:
            given = self.words.group(match.row.cells["function_group"])
            return self._settled(ours, "function_group", given, before.function_group)
        # HR's file is silent about functions: then the LMS's profile may speak.
        told = self.words.group(profile_field(match))
        return merged(ours, "function_group", told, before.function_group, hr=False)

    def _settled(
        self, ours: set[str], name: str, given: Fact | None, before: Fact | None
    ) -> Fact | None:
        return merged(ours, name, given, before, hr=self.hr)


def merged(
    ours: set[str], name: str, given: Fact | None, before: Fact | None, *, hr: bool
) -> Fact | None:
    """The rule for one fact; ``ours`` are the names of facts from the LMS, and is kept up."""
    if hr:
        if given:
            ours.discard(name)
            return given
        return before if name in ours else None
    if given and (not before or name in ours):
        ours.add(name)
        return given
    return before


def profile_field(match: Match) -> str:
    """The function group that the person's profile in the LMS names; empty when it does not."""
    return " ".join((match.function_field or "").split())
