"""The same tool and LMS as the certification's tests have, and one that registers itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.certification.conftest import TOOL, browser, lms, running_tool, tool
from tests.lti.arena import OddKeys, Range
from tests.lti.registrar import Registrar
from tests.platform import TestPlatform

__all__ = ["arena", "browser", "lms", "registrar", "tool"]


@pytest.fixture
def registrar(httpserver: HTTPServer, lms: TestPlatform, tmp_path: Path) -> Iterator[Registrar]:
    with running_tool(lms, tmp_path, ("127.0.0.0/8", "localhost:80")) as tool:
        made = Registrar(httpserver, tool, lms)
        made.invite()
        made.serve()
        yield made


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    with (
        OddKeys(tool_url=TOOL) as lms,
        running_tool(lms, tmp_path_factory.mktemp("fuzz")) as tool,
    ):
        yield Range(tool, lms)
