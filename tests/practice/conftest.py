"""A practice LMS on a free port, for each test its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.practice.world import PracticeMoodle, practice_lms


@pytest.fixture
def practice_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def practice(tmp_path: Path, practice_port: int) -> Iterator[PracticeMoodle]:
    """The practice LMS with an empty town."""
    with practice_lms(tmp_path, practice_port) as world:
        yield world
