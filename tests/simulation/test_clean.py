"""Two years in which nothing goes wrong: each thing on its day, and to everybody once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.books import Book
from tests.simulation.life import TWO_YEARS, Life
from tests.simulation.watching import DATES
from tests.simulation.world import world

SIZES = [
    pytest.param(40, id="forty"),
    pytest.param(364, id="a town", marks=pytest.mark.spared("sqlite", "postgresql")),
    pytest.param(2000, id="a city", marks=pytest.mark.spared("sqlite", "postgresql")),
]


@pytest.mark.usefixtures("a_database")
@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_eight_quarters_go_by_themselves(size: int, tmp_path: Path) -> None:
    with world(tmp_path / "world", [size]) as there:
        life = Life(there)
        life.live(TWO_YEARS)
        print("\n\n".join(life.diary.pages()))
    assert [quarter for _place, quarter in life.books] == list(DATES)
    for book in life.books.values():
        is_whole(book, size)


def is_whole(book: Book, size: int) -> None:
    """A quarter that went as it should leaves this, and nothing undone."""
    assert book.state["state"] == "archived"
    assert set(book.snapshots) == {"results", "evaluation"}
    assert len(book.roster) == size
    assert {state for _kind, state in book.deliveries} == {"delivered"}
    assert book.uncertain == 0
    done = {account for account, _group, late, outside, whole in book.scans if whole}
    counted = {account for account, _group, _excused, group in book.roster if group}
    in_time = {
        account
        for account, _group, late, outside, whole in book.scans
        if whole and not late and not outside
    }
    assert counted == in_time < done
