"""When something that failed is tried again; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)


def again_at(now: datetime, attempts: int, retry_after: float | None, chance: Random) -> datetime:
    """The moment of the next try after ``attempts`` (1 or more) that failed.

    Doubles from a minute to six hours. The jitter, up to half of it, keeps many rows that
    failed together from coming back together. What the other side asked for is the least.
    """
    doubled = FIRST * int(2 ** min(attempts - 1, 20))
    wait = min(doubled, LONGEST) * (0.5 + chance.random() / 2)
    asked = timedelta(seconds=min(retry_after or 0.0, LONGEST.total_seconds() * 4))
    return now + max(wait, asked)
