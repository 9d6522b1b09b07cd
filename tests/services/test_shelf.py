"""Packs of running cycles are read once, in every language that they have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lti_tool.models import Cycle
from lti_tool.services.cycles import open_cycle
from lti_tool.services.shelf import KEPT, PackShelf
from tests.hall import Hall, Statements

OPENING = datetime(2026, 10, 12, tzinfo=UTC)


@pytest.fixture
def cycle(hall: Hall) -> Cycle:
    found = hall.plan()
    open_cycle(hall.session, found, OPENING)
    return hall.session.get_one(Cycle, found)


def test_a_pack_is_read_once_whatever_the_language(hall: Hall, cycle: Cycle) -> None:
    shelf = PackShelf()
    assert shelf.pack(hall.session, cycle) == hall.pack
    with Statements(hall.session) as statements:
        english = shelf.pack(hall.session, cycle, "en")
        assert english == hall.pack.in_language("en")
        assert shelf.pack(hall.session, cycle, "en") is english
        assert shelf.pack(hall.session, cycle, "nl") is shelf.pack(hall.session, cycle)
        assert shelf.pack(hall.session, cycle, "fy") is shelf.pack(hall.session, cycle)
    assert statements.count == 0


def test_a_cycle_that_has_not_opened_has_no_pack_yet(hall: Hall) -> None:
    planned = hall.session.get_one(Cycle, hall.plan())
    with pytest.raises(LookupError, match="has not opened"):
        PackShelf().pack(hall.session, planned, "en")


def test_a_shelf_does_not_grow_without_end(hall: Hall, cycle: Cycle) -> None:
    shelf = PackShelf()
    first = shelf.pack(hall.session, cycle)
    for number in range(KEPT):
        cycle.opened_at = datetime(2026, 10, 13, 0, number, tzinfo=UTC)
        hall.session.flush()
        shelf.pack(hall.session, cycle)
    cycle.opened_at = OPENING
    hall.session.flush()
    again = shelf.pack(hall.session, cycle)
    assert again is not first
    assert again == first
