"""A person's place in a cycle, and what is needed to work on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, RosterEntry, Scan
from lti_tool.services.sealed import GONE, Answered
from lti_tool.services.shelf import OWN, PackShelf
from lti_tool.vault import Vault
from questionnaires.answering import core_items, needed_extras, unanswered
from questionnaires.model import Item, ThemePack


class NothingToDo(Exception):
    """The person has no scan, no key or no open cycle for what was asked."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to work on one person's scan; ``language`` is what the person reads."""

    session: Session
    vault: Vault
    shelf: PackShelf
    now: datetime
    language: str = OWN


@dataclass(frozen=True, slots=True)
class Sheet:
    """A person's place in the running cycle; ``scan`` is None before the start."""

    cycle: Cycle
    person: Person
    pack: ThemePack
    scan: Scan | None
    entry: RosterEntry | None
    answered: Answered

    @property
    def group(self) -> str | None:
        """The function group that counts: of the scan, else of the frozen roster."""
        if self.scan is not None:
            return self.scan.function_group
        group = self.entry.function_group if self.entry else None
        return group if group in self.pack.minima else None

    @property
    def submitted(self) -> bool:
        """Whether the scan is done."""
        return self.scan is not None and self.scan.submitted_at is not None

    @property
    def answers_gone(self) -> bool:
        """Whether the answers have had their time; the outcome is there longer."""
        return self.scan is not None and self.scan.answers_sealed == GONE

    @property
    def outcome_gone(self) -> bool:
        """Whether the outcome has had its time too."""
        return self.submitted and self.scan is not None and self.scan.outcome_sealed == GONE

    @property
    def minima(self) -> Mapping[str, int]:
        """Minimum per skill of the person's group; raises ``NothingToDo`` without one."""
        if self.group is None:
            raise NothingToDo("no function group yet")
        return self.pack.minima[self.group]

    def extras(self) -> tuple[Item, ...]:
        """The extra questions that the answers so far call for."""
        if self.group is None:
            return ()
        return needed_extras(self.pack, self.group, self.answered.answers, self.minima)

    def open_items(self) -> tuple[Item, ...]:
        """Core questions without an answer."""
        if self.group is None:
            return ()
        return unanswered(core_items(self.pack, self.group), self.answered.answers)
