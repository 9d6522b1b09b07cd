"""What people do of their own accord: pure, and the same whatever befalls the machines.

People act on what reaches them: the invitation, a reminder. So when mail comes late they are
late as well, and a run with faults can be laid beside one without.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

INVITE, REMIND_1, REMIND_2, LATE, NEVER = "invite", "remind_1", "remind_2", "late", "never"
# The share of people who move after each; the rest stays away.
MOVED = {INVITE: 0.48, REMIND_1: 0.17, REMIND_2: 0.1, LATE: 0.04}
HALFWAY, LOOKS_BACK, LEARNS = 0.05, 0.3, 0.4


@dataclass(frozen=True, slots=True)
class Habit:
    """``after`` what somebody takes the scan, and how many working days later.

    ``halfway`` stops before the end; ``looks_back`` fills in the form about the quarter;
    ``learns`` finishes a training.
    """

    after: str
    delay: int
    halfway: bool
    looks_back: bool
    learns: bool


@cache
def habit(place: int, number: int, quarter: int, eager: float = 1.0) -> Habit:
    """What somebody does in a quarter; ``eager`` is what the shares of who moves are times."""
    chance = Random(f"habit {place} {number} {quarter}")
    draw, after = chance.random(), NEVER
    for moved, share in MOVED.items():
        if draw < share * eager:
            after = moved
            break
        draw -= share * eager
    return Habit(
        after,
        chance.randint(0, 1),
        halfway=after in (INVITE, REMIND_1) and chance.random() < HALFWAY,
        looks_back=chance.random() < LOOKS_BACK * eager,
        learns=chance.random() < LEARNS,
    )
