"""Half a year with faults, beside the same half year without any.

Whatever befalls the machines: no letter goes twice, no more is uncertain than there were
kills, and everything else ends as it would have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.simulation.books import Book
from tests.simulation.faults import BackAnHour, Killing, Outage, Racing, Standstill
from tests.simulation.life import HALF_A_YEAR, Life
from tests.simulation.lms import marks, trainings
from tests.simulation.restarting import Restarting
from tests.simulation.weather import Fair
from tests.simulation.world import World, world

SIZES = [40, 25]
Had = Mapping[tuple[int, str], frozenset[int]]
# Dear: lived by hand, on either database.
pytestmark = [
    pytest.mark.long,
    pytest.mark.usefixtures("a_database"),
    pytest.mark.spared("sqlite", "postgresql"),
]


class End:
    """All that is left after half a year."""

    def __init__(self, there: World, life: Life) -> None:
        self.books: Mapping[object, Book] = life.books
        self.had: Had = {key: frozenset(people) for key, people in life.watch.had.items()}
        self.trainings, self.marks = trainings(there.site), marks(there.site)
        self.kills = life.weather.kills

    @property
    def uncertain(self) -> int:
        return sum(book.uncertain for book in self.books.values())

    @property
    def certain_books(self) -> Mapping[object, Book]:
        return {key: replace(book, uncertain=0) for key, book in self.books.items()}


def lived(folder: Path, weather: Fair) -> End:
    with world(folder, SIZES) as there:
        life = Life(there, weather)
        life.live(HALF_A_YEAR)
        return End(there, life)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> End:
    return lived(tmp_path_factory.mktemp("clean") / "world", Fair())


def end_alike(end: End, clean: End) -> None:
    assert len(clean.books) == 4
    assert end.certain_books == clean.certain_books
    assert end.trainings == clean.trainings
    assert end.marks == clean.marks
    assert end.uncertain <= end.kills


@pytest.mark.parametrize("weather", [Standstill, Outage, BackAnHour])
def test_whatever_happens_a_quarter_ends_as_it_would_have(
    weather: type[Fair], clean: End, tmp_path: Path
) -> None:
    end = lived(tmp_path / "world", weather())
    end_alike(end, clean)
    assert end.had == clean.had


def test_two_processes_do_what_one_does(clean: End, tmp_path: Path) -> None:
    weather = Racing()
    end = lived(tmp_path / "world", weather)
    weather.ends()
    end_alike(end, clean)
    assert end.had == clean.had


@pytest.mark.parametrize("seed", [1, 2])
def test_processes_that_are_killed_lose_no_more_than_what_they_had_in_hand(
    seed: int, clean: End, tmp_path: Path
) -> None:
    end = lived(tmp_path / "world", Killing(seed, odds=1 / 150))
    assert end.kills > 20
    end_alike(end, clean)
    assert set(end.had) <= set(clean.had)
    missed = [clean.had[key] - end.had.get(key, frozenset()) for key in clean.had]
    assert sum(map(len, missed)) <= end.uncertain


@pytest.mark.postgresql
def test_a_database_that_is_restarted_loses_no_more_than_what_was_in_hand(
    clean: End, tmp_path: Path
) -> None:
    end = lived(tmp_path / "world", Restarting(3, odds=1 / 300))
    assert end.kills > 20
    end_alike(end, clean)
    missed = [clean.had[key] - end.had.get(key, frozenset()) for key in clean.had]
    assert sum(map(len, missed)) <= end.uncertain
