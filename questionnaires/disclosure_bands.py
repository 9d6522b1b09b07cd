"""Shares as bands, wide enough that nobody can be worked out from them (DESIGN 6.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import Any

FEW, MANY = 30, 100
THIRDS, TENS, FIVES, TENTHS = "thirds", "tens", "fives", "tenths"


def _cuts(first: int, last: int, by: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(percent, 100) for percent in range(first, last + 1, by))


# A step ends at its cut, the cut included: "at most a third", "more than a third". The first
# and the last step are open ends: they hold nobody and everybody too. Those of TENS are at 20
# and 80 %: with 10 and 90, a team of 13 with five below in a department of 60 with six told
# that of the other 47 at most one was below.
CUTS: Mapping[str, tuple[Fraction, ...]] = MappingProxyType(
    {
        THIRDS: (Fraction(1, 3),),
        TENS: _cuts(20, 80, 10),
        FIVES: _cuts(10, 90, 5),
        TENTHS: _cuts(10, 90, 10),
    }
)


@dataclass(frozen=True, slots=True)
class Band:
    """A step of a scale; ``low`` < share ≤ ``high``, the first step from 0 on."""

    scale: str
    step: int

    @property
    def low(self) -> Fraction:
        """What the share is above, or 0."""
        return CUTS[self.scale][self.step - 1] if self.step else Fraction(0)

    @property
    def high(self) -> Fraction:
        """What the share is at most."""
        cuts = CUTS[self.scale]
        return cuts[self.step] if self.step < len(cuts) else Fraction(1)

    @property
    def open_ended(self) -> bool:
        """Whether this is the first or the last step of its scale."""
        return self.step in (0, len(CUTS[self.scale]))

    def least(self, size: int) -> int:
        """The smallest number out of ``size`` in this band."""
        return floor(self.low * size) + 1 if self.step else 0

    def most(self, size: int) -> int:
        """The largest number out of ``size`` in this band."""
        return floor(self.high * size)

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {"scale": self.scale, "step": self.step}


def band_from_document(document: Mapping[str, Any]) -> Band:
    """The band of :meth:`Band.document`."""
    return Band(document["scale"], document["step"])


def band_of(share: Fraction, scale: str) -> Band:
    """The band in which a share from 0 to 1 falls."""
    return Band(scale, bisect_left(CUTS[scale], share))


def scale_of_place(size: int, whole: bool) -> str:
    """Thirds under 30 people, tens from there; fives for a whole organisation from 100."""
    if size < FEW:
        return THIRDS
    return FIVES if whole and size >= MANY else TENS
