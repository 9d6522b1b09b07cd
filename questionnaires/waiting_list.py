"""Who has a place and who waits, for sessions of which everybody needs one at most.

Nothing here knows of a result: whoever asks first is first. A list is never fuller than its
capacity while somebody waits, nor emptier: whoever is next moves up in the same step, and is
named in its news exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

# placed, waiting: on request. promoted: from the waiting list. left: on request. released:
# because the person now has a place elsewhere. cancelled: the session does not take place.
NewsKind = Literal["placed", "waiting", "promoted", "left", "released", "cancelled"]


class TooSmall(Exception):
    """Fewer places than have been given; ``taken`` says how many those are."""

    def __init__(self, taken: int) -> None:
        super().__init__(f"{taken} places are taken")
        self.taken = taken


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on a list; numbers go up in the order of asking."""

    person: int
    number: int
    placed: bool


@dataclass(frozen=True, slots=True)
class SessionList:
    """The list of one session, ``entries`` by number. ``next_number`` was never given."""

    capacity: int
    entries: tuple[Entry, ...] = ()
    next_number: int = 1

    @property
    def taken(self) -> int:
        """How many have a place."""
        return sum(entry.placed for entry in self.entries)

    @property
    def free(self) -> int:
        """How many places are left."""
        return max(0, self.capacity - self.taken)

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Who waits, the first to move up first."""
        return tuple(entry for entry in self.entries if not entry.placed)

    def of(self, person: int) -> Entry | None:
        """Somebody's own entry."""
        return next((entry for entry in self.entries if entry.person == person), None)


Lists = Mapping[int, SessionList]


@dataclass(frozen=True, slots=True)
class News:
    """What became of one person at one session."""

    session: int
    person: int
    kind: NewsKind


@dataclass(frozen=True, slots=True)
class Step:
    """The lists after a wish, and everything that changed on the way, in order."""

    lists: Lists
    news: tuple[News, ...] = ()


def book(lists: Lists, session: int, person: int) -> Step:
    """A place when one is free, else the end of the waiting list.

    A place elsewhere is kept until this one is certain. Who is on the list already stays where
    they are. Raises ``KeyError`` for a session that is not among the lists.
    """
    target = lists[session]
    if target.of(person) is not None:
        return Step(lists)
    placed = target.free > 0
    entry = Entry(person, target.next_number, placed)
    joined = replace(target, entries=(*target.entries, entry), next_number=target.next_number + 1)
    step = Step({**lists, session: joined}, (News(session, person, _asked(placed)),))
    return _settled(_released(step, session, person)) if placed else step


def _asked(placed: bool) -> NewsKind:
    return "placed" if placed else "waiting"


def leave(lists: Lists, session: int, person: int) -> Step:
    """Give a place or a turn back; nothing happens to who has none."""
    if lists[session].of(person) is None:
        return Step(lists)
    return _settled(_without(Step(lists), session, person, "left"))


def resize(lists: Lists, session: int, capacity: int) -> Step:
    """More places or fewer; raises :class:`TooSmall` rather than take one from anybody."""
    target = lists[session]
    if capacity < target.taken:
        raise TooSmall(target.taken)
    return _settled(Step({**lists, session: replace(target, capacity=capacity)}))


def close(lists: Lists, session: int) -> Step:
    """The session does not take place: everybody on its list hears so."""
    news = tuple(News(session, entry.person, "cancelled") for entry in lists[session].entries)
    return Step({key: row for key, row in lists.items() if key != session}, news)


def _without(step: Step, session: int, person: int, kind: NewsKind) -> Step:
    target = step.lists[session]
    kept = tuple(entry for entry in target.entries if entry.person != person)
    lists = {**step.lists, session: replace(target, entries=kept)}
    return Step(lists, (*step.news, News(session, person, kind)))


def _released(step: Step, session: int, person: int) -> Step:
    """With a place here, the person's other place and turns are for others."""
    for other, row in step.lists.items():
        if other != session and row.of(person) is not None:
            step = _without(step, other, person, "released")
    return step


def _settled(step: Step) -> Step:
    """Whoever is next moves up, until no list has both a free place and somebody waiting.

    It ends: each turn makes one who waits into one who does not.
    """
    while (found := _next_up(step.lists)) is not None:
        session, entry = found
        step = _released(_promoted(step, session, entry), session, entry.person)
    return step


def _next_up(lists: Lists) -> tuple[int, Entry] | None:
    open_lists = (key for key in sorted(lists) if lists[key].free and lists[key].waiting)
    session = next(open_lists, None)
    return None if session is None else (session, lists[session].waiting[0])


def _promoted(step: Step, session: int, up: Entry) -> Step:
    target = step.lists[session]
    entries = tuple(replace(row, placed=row.placed or row == up) for row in target.entries)
    lists = {**step.lists, session: replace(target, entries=entries)}
    return Step(lists, (*step.news, News(session, up.person, "promoted")))
