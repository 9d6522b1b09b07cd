"""Whose hand changes something, for the log of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.models import Change


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes something, as the log names them, and when."""

    organisation_id: int
    actor: str
    now: datetime

    def line(self, what: str) -> Change:
        """A line for the log; no secret and no address stands in it."""
        return Change(
            organisation_id=self.organisation_id, at=self.now, actor=self.actor, what=what
        )
