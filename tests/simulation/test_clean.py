"""Quarters in which nothing goes wrong: each thing on its day, and to everybody once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.simulation.living import Life
from tests.simulation.world import world

HALF_A_YEAR = date(2027, 7, 2)


@pytest.mark.usefixtures("a_database")
@pytest.mark.long
def test_half_a_year_of_forty_people(tmp_path: Path) -> None:
    with world(tmp_path / "world", [40]) as there:
        life = Life(there)
        life.begin()
        life.live(HALF_A_YEAR)
    assert [quarter for _place, quarter in life.books] == ["2027-Q1", "2027-Q2"]
    for book in life.books.values():
        assert book.state["state"] == "archived"
        assert set(book.snapshots) == {"results", "evaluation"}
        assert {state for _kind, state in book.deliveries} == {"delivered"}
