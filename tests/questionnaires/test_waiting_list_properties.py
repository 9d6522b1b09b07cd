"""Whatever people wish, in whatever order: nobody's place or turn is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.waiting_list import (
    Lists,
    News,
    SessionList,
    Step,
    TooSmall,
    book,
    close,
    leave,
    resize,
)

MONDAY, FRIDAY = 10, 20


@dataclass
class History:
    """What happened, told again from the news alone."""

    lists: Lists
    places: dict[tuple[int, int], bool] = field(default_factory=dict)
    promotions: Counter[tuple[int, int, int]] = field(default_factory=Counter)

    def take(self, step: Step) -> None:
        """Follow a step, and hold it against what its news say."""
        before, self.lists = self.lists, step.lists
        for news in step.news:
            self._hear(news, before)
        told = {key for key, row in self.places.items() if key[0] in step.lists}
        found = {
            (session, entry.person): entry.placed
            for session, row in step.lists.items()
            for entry in row.entries
        }
        assert {key: self.places[key] for key in told} == found

    def _hear(self, news: News, before: Lists) -> None:
        key = (news.session, news.person)
        if news.kind in ("placed", "waiting"):
            assert key not in self.places, "nobody gets a second place"
            self.places[key] = news.kind == "placed"
        elif news.kind == "promoted":
            assert self.places[key] is False, "only who waits moves up"
            entry = before[news.session].of(news.person)
            assert entry is not None
            self.promotions[(*key, entry.number)] += 1
            self.places[key] = True
        else:
            del self.places[key]


PEOPLE, SESSIONS = st.integers(1, 8), st.sampled_from((MONDAY, FRIDAY, 30))
WISHES = st.one_of(
    st.tuples(st.just("book"), SESSIONS, PEOPLE),
    st.tuples(st.just("book"), SESSIONS, PEOPLE),
    st.tuples(st.just("leave"), SESSIONS, PEOPLE),
    st.tuples(st.just("resize"), SESSIONS, st.integers(0, 5)),
    st.tuples(st.just("close"), SESSIONS, st.just(0)),
)
ACTS = {"book": book, "leave": leave, "resize": resize}


def after(lists: Lists, wish: tuple[str, int, int]) -> Step:
    """A wish, as far as it can be granted."""
    act, session, value = wish
    if session not in lists:
        return Step(lists)
    if act == "close":
        return close(lists, session)
    try:
        return ACTS[act](lists, session, value)
    except TooSmall:
        return Step(lists)


STARTS = st.fixed_dictionaries(
    {key: st.integers(0, 4).map(SessionList) for key in (MONDAY, FRIDAY, 30)}
)


@given(STARTS, st.lists(WISHES, max_size=60))
def test_no_place_is_lost_doubled_or_given_twice(
    lists: Lists, wishes: list[tuple[str, int, int]]
) -> None:
    history = History(lists)
    for wish in wishes:
        before = history.lists
        step = after(before, wish)
        history.take(step)
        for session, row in step.lists.items():
            assert row.taken <= row.capacity, "never overbooked"
            assert not (row.free and row.waiting), "no place is lost while somebody waits"
            numbers = [entry.number for entry in row.entries]
            assert numbers == sorted(set(numbers)), "the order is kept"
            assert all(number < row.next_number for number in numbers)
            assert row.next_number >= before[session].next_number
        placed = Counter(e.person for row in step.lists.values() for e in row.entries if e.placed)
        assert all(count == 1 for count in placed.values()), "no double place"
    assert all(count == 1 for count in history.promotions.values()), "told exactly once"


@given(STARTS, st.lists(WISHES, max_size=40))
def test_who_waits_keeps_the_turn_whatever_others_do(
    lists: Lists, wishes: list[tuple[str, int, int]]
) -> None:
    """Of two who wait for one session, the earlier never moves up after the later."""
    for wish in wishes:
        step = after(lists, wish)
        for session, row in lists.items():
            waited = [entry.person for entry in row.waiting]
            up = [n.person for n in step.news if n.session == session and n.kind == "promoted"]
            known = [person for person in up if person in waited]
            assert known == sorted(known, key=waited.index)
            gone = {n.person for n in step.news if n.session == session} - set(up)
            passed = waited[: max((waited.index(p) for p in known), default=-1) + 1]
            assert set(passed) <= set(up) | gone, "nobody is passed over"
        lists = step.lists


@given(STARTS, st.lists(WISHES, max_size=40), SESSIONS, PEOPLE)
def test_a_move_never_costs_the_place_that_somebody_has(
    lists: Lists, wishes: list[tuple[str, int, int]], session: int, person: int
) -> None:
    for wish in wishes:
        lists = after(lists, wish).lists
    if session not in lists:
        return
    had = any(e.person == person and e.placed for row in lists.values() for e in row.entries)
    moved = book(lists, session, person).lists
    has = [key for key in moved if (e := moved[key].of(person)) is not None and e.placed]
    assert len(has) == 1 if had else len(has) <= 1
