"""Who took part, as numbers: for every place from 5 invited (DESIGN 6.5).

That somebody took part is not secret, and the welcome page says so; hence no bands here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from questionnaires.disclosure_people import ORGANISATION, Path, Place
from questionnaires.disclosure_tree import sizes_below

LEAST_INVITED = 5


def _below(places: Sequence[Place], numbers: Sequence[int]) -> Counter[Path]:
    found: Counter[Path] = Counter()
    for place, number in zip(places, numbers, strict=True):
        for depth in range(len(place.path) + 1):
            found[place.path[:depth]] += number
    return found


def participation(places: Sequence[Place], completed: Sequence[Path]) -> list[dict[str, Any]]:
    """Invited = completed + open + excused, per place and all below it.

    ``completed`` is the path of each respondent; the organisation comes first, whatever its
    size. Raises ``ValueError`` when more took part than were invited, or somewhere unknown.
    """
    done = sizes_below(completed)
    invited = _below(places, [place.invited for place in places])
    excused = _below(places, [place.excused for place in places])
    unknown = sorted(set(done) - {place.path for place in places} - {ORGANISATION})
    if unknown:
        raise ValueError(f"respondents at {unknown}, which the roster does not know")
    rows = []
    for place in sorted(places, key=lambda place: place.path):
        numbers = invited[place.path], done[place.path], excused[place.path]
        if numbers[0] >= LEAST_INVITED or place.path == ORGANISATION:
            rows.append({"path": list(place.path), "title": place.title, **_row(*numbers)})
        if done[place.path] + excused[place.path] > invited[place.path]:
            raise ValueError(f"more respondents at {place.path} than were invited")
    return rows


def _row(invited: int, completed: int, excused: int) -> dict[str, int]:
    waiting = invited - completed - excused
    return {"invited": invited, "completed": completed, "open": waiting, "excused": excused}
