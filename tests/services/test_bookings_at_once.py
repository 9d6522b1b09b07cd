"""People who click at the same moment: threads with connections of their own."""

from __future__ import annotations

import threading

import pytest

from tests.services.workshop import Venue
from tests.town import Town


@pytest.fixture
def venue(town: Town) -> Venue:
    return Venue(town)


def test_of_many_who_click_at_once_as_many_get_a_place_as_there_are(venue: Venue) -> None:
    """Each in a thread with a connection of its own, let go at the same moment."""
    session, crowd = venue.session(3), venue.people(8)
    barrier, faults = threading.Barrier(len(crowd)), []

    def click(person: int) -> None:
        try:
            barrier.wait(timeout=20)
            venue.book(session, person)
        except Exception as fault:  # shown below, in the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=click, args=(person,)) for person in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    placed, waiting = venue.seats(session)
    assert (len(placed), sorted(placed + waiting)) == (3, crowd)
    numbers = [row.number for row in venue.rows(session)]
    assert numbers == list(range(1, 9)), "everybody has a turn of their own"


def test_while_places_are_given_back_and_taken_nobody_is_lost(venue: Venue) -> None:
    """Half of those who have a place leave at the very moment that others come."""
    session, crowd = venue.session(3), venue.people(9)
    venue.book(session, *crowd[:6])
    barrier, faults = threading.Barrier(6), []

    def act(person: int, comes: bool) -> None:
        try:
            barrier.wait(timeout=20)
            (venue.book if comes else venue.leave)(session, person)
        except Exception as fault:  # shown below, in the test's own thread
            faults.append(fault)

    wishes = [(person, False) for person in crowd[:3]] + [(person, True) for person in crowd[6:]]
    threads = [threading.Thread(target=act, args=wish) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    placed, waiting = venue.seats(session)
    assert placed == crowd[3:6]
    assert sorted(waiting) == crowd[6:]
    told = [person for person, kind in venue.told(session) if kind == "promoted"]
    assert sorted(told) == crowd[3:6], "each once"
