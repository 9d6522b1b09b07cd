"""Where the days of a year plan stand on a line, in units of a picture; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from questionnaires.calendar import DAY
from questionnaires.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the line: where it begins and how wide it is."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Quarters side by side, from ``first``; each is ``wide``, whatever its days."""

    first: Quarter
    count: int
    wide: int = 200

    @property
    def width(self) -> int:
        """Of the whole picture."""
        return self.count * self.wide

    @property
    def quarters(self) -> Iterator[tuple[Quarter, int]]:
        """Each quarter and where it begins."""
        for number in range(self.count):
            yield self.first.later(number), number * self.wide

    @property
    def months(self) -> Iterator[tuple[date, float]]:
        """The first day of each month and where it stands."""
        for quarter, _x in self.quarters:
            for month in range(3):
                day = quarter.begins.replace(month=quarter.begins.month + month)
                yield day, self.at(day)

    def at(self, day: date) -> float:
        """Where a day begins; what lies outside is drawn to the nearest end."""
        quarter = Quarter.of(day)
        column = (quarter.year - self.first.year) * 4 + quarter.number - self.first.number
        days = (quarter.following.begins - quarter.begins).days
        x = (column + (day - quarter.begins).days / days) * self.wide
        return round(min(max(x, 0.0), float(self.width)), 1)

    def piece(self, first: date, last: date) -> Piece:
        """The days from the first up to and including the last."""
        x = self.at(first)
        return Piece(x, round(self.at(last + DAY) - x, 1))
