"""Who works in a made-up organisation, quarter by quarter: pure, and always the same."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random

from lti_tool.demo.answers import ABILITY

GROUPS = sorted(ABILITY)
TEAMS_OF_A_DEPARTMENT = 6
LED_FROM = 4
EXCUSED = 0.03
COLUMNS = (
    *("lms_user_id", "department", "team", "function_group", "manages_team"),
    *("excused", "first_name", "email"),
)


@dataclass(frozen=True)
class Staff:
    """``size`` people at a time; ``place`` keeps organisations in one LMS apart.

    ``eager`` as in :func:`tests.simulation.habits.habit`: in a city fewer take part.

    Every quarter some leave, halfway through its scan, and as many come in their place.
    """

    size: int
    place: int
    eager: float = 1.0

    @property
    def leaving(self) -> int:
        """How many leave in a quarter."""
        return max(1, self.size // 100)

    def numbers(self, quarter: int, halfway: bool = False) -> range:
        """Who works here in a quarter, counted from 0, before and after the change."""
        gone = self.leaving * (quarter + halfway)
        return range(gone, gone + self.size)

    def account(self, number: int) -> int:
        """The account in the LMS."""
        return self.place * 100_000 + 1000 + number

    def number(self, account: int) -> int:
        """Whose account it is."""
        return account - self.account(0)

    def email(self, number: int) -> str:
        """An address that cannot exist."""
        return f"p{number}@stad{self.place}.example"

    @cached_property
    def _teams(self) -> list[int]:
        chance, teams = Random(self.size), list[int]()
        while len(teams) < self.size:
            teams += [teams[-1] + 1 if teams else 0] * chance.randint(3, 18)
        return teams

    def team(self, number: int) -> int:
        """The team; whoever comes takes the place of somebody who left."""
        return self._teams[number % self.size]

    def group(self, number: int) -> str:
        """The function group: one a team, for most."""
        team = self.team(number)
        return GROUPS[(team if number % 7 else number) % len(GROUPS)]

    def is_excused(self, number: int, quarter: int) -> bool:
        """Whether HR says that somebody need not take part this time."""
        return _excused(self.place, number, quarter)

    def leaders(self, quarter: int, halfway: bool = False) -> set[int]:
        """Who leads a team: of each that is large enough, whoever is there longest."""
        sizes, led = Counter(self._teams[: self.size]), dict[int, int]()
        for number in self.numbers(quarter, halfway):
            led.setdefault(self.team(number), number)
        return {number for team, number in led.items() if sizes[team] >= LED_FROM}

    def csv(self, quarter: int, halfway: bool) -> str:
        """HR's file of a moment."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(self._rows(quarter, halfway))
        return text.getvalue()

    def _rows(self, quarter: int, halfway: bool) -> Iterator[list[object]]:
        leaders = self.leaders(quarter, halfway)
        for number in self.numbers(quarter, halfway):
            team = self.team(number)
            department = f"Afdeling {team // TEAMS_OF_A_DEPARTMENT + 1}"
            yield [
                self.account(number),
                department,
                f"Team {team + 1}",
                self.group(number),
                f"{department}/Team {team + 1}" if number in leaders else "",
                "ja" if self.is_excused(number, quarter) else "",
                f"Naam{number}",
                self.email(number),
            ]


@cache
def _excused(place: int, number: int, quarter: int) -> bool:
    return Random(f"excused {place} {number} {quarter}").random() < EXCUSED
