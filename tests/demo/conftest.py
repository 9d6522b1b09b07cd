"""A whole demo, made once for all tests that only look at it, and ports for its processes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from lti_tool.demo.home import Home
from lti_tool.demo.seed import make
from tests import ports

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A demo as it stands on 25 November 2026 at ten in the morning."""
    home = Home(tmp_path_factory.mktemp("demo"), 8000)
    make(home, NOW, lambda _: None)
    return home


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody listens already."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number: int = listener.getsockname()[1]
        yield number


@pytest.fixture
def free_port() -> int:
    """A port that is free, and the next one too."""
    return ports.free_port()
