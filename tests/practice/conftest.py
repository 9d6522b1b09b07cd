"""A practice LMS on a free port, for each test its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.practice.tables import Account
from tests.ports import free_port
from tests.practice.visitor import Visitor
from tests.practice.world import PracticeMoodle, practice_lms


@pytest.fixture
def practice_port() -> int:
    """A port that nobody listens on at this moment."""
    return free_port()


@pytest.fixture
def practice(tmp_path: Path, practice_port: int) -> Iterator[PracticeMoodle]:
    """The practice LMS with an empty town."""
    with practice_lms(tmp_path, practice_port) as world:
        yield world


@pytest.fixture
def lms(practice: PracticeMoodle) -> PracticeMoodle:
    practice.add_tool()
    with practice.practice.session() as session:
        for number in (3, 6):
            session.get_one(Account, number).about = "te kiezen"
        admin = Account(
            id=2,
            username="admin",
            given_name="A",
            family_name="B",
            email="a@b.example",
            site_role="admin",
            about="te kiezen",
        )
        session.add(admin)
    return practice


@pytest.fixture
def visitor(lms: PracticeMoodle) -> Visitor:
    return Visitor(lms)
