"""A cycle as the command line makes and shows it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.cli.desk import Command

FIGURES = ("invited", "completed", "open", "excused")
REASON = "Proef met een kleine groep collega's"


class Quarter:
    """A cycle about Teams, from ten days after today; open unless it is to wait."""

    def __init__(self, cli: Command, organisation: int, opened: bool = True) -> None:
        self.cli = cli
        cli.done("theme", "import", "--organisation", organisation, "teams-samenwerken")
        today = datetime.now(UTC).date()
        self.opens, self.closes = today + timedelta(days=10), today + timedelta(days=40)
        plan = ("--theme", "teams-samenwerken", "--quarter", "2026-Q4")
        dates = ("--opens", self.opens, "--closes", self.closes)
        answer = cli.done("cycle", "plan", "--organisation", organisation, *plan, *dates)
        self.cycle = answer.made
        if opened:
            cli.done("cycle", "open", self.cycle, "--reason", REASON)

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            self.cli.done("cycle", "status", self.cycle, "--json").out
        )
        assert found["invited"] == found["completed"] + found["open"] + found["excused"]
        return found

    def figures(self) -> tuple[int, ...]:
        found = self.status()
        return tuple(found[name] for name in FIGURES)
