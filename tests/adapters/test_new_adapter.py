"""The worked example of docs/adapters.md is run: it keeps what the contract asks of an adapter."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.build import ADAPTERS, KINDS
from adapters.connection import Connection
from adapters.errors import Refused, Unavailable
from adapters.fakes.weather import Weather
from adapters.lms import LmsApi
from tests.doors import Door

TEXT = (Path(__file__).parents[2] / "docs" / "adapters.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", TEXT, re.M | re.S)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Any]:
    file = tmp_path / "example.py"
    file.write_text("".join(BLOCKS), encoding="utf-8")
    names = runpy.run_path(str(file))
    with names["FakeExample"]() as made:
        made.kind = names["KIND"]
        yield made


def api(site: Any, token: str = "") -> LmsApi:
    at = Connection(
        Door(site.host_port), site.url, token or site.token, {}, lambda: site.paced.append(1)
    )
    site.paced = []
    made: LmsApi = site.kind.make(at)
    return made


def test_the_page_has_an_adapter_and_a_fake() -> None:
    assert len(BLOCKS) == 2
    assert "KIND = Kind(" in BLOCKS[0]


def test_the_example_enrols_leaves_alone_and_refuses(site: Any) -> None:
    lms = api(site)
    assert lms.course("4").title == "Veilig mailen"
    assert [row.state for row in lms.enrol("4", ["100", "999", "100"])] == ["enrolled", "refused"]
    assert [row.state for row in lms.enrol("4", ["100", "101"])] == ["present", "enrolled"]
    assert site.people == ["100", "101"]
    assert len(site.paced) == 3
    assert all(result.ok for result in (*lms.check(), lms.can_enrol("4")))


def test_the_example_tells_what_passes_from_what_does_not(site: Any) -> None:
    lms = api(site)
    for kind in ("500", "login", "redirect", "rubbish", "odd", "nothing"):
        site.weather = Weather(kind)
        with pytest.raises(Unavailable):
            lms.enrol("4", [])
    site.weather = None
    with pytest.raises(Refused, match="token"):
        api(site, "another").enrol("4", ["100"])
    with pytest.raises(Refused, match="no_course"):
        lms.course("idnumber:5")


@pytest.mark.parametrize("name", ADAPTERS)
def test_the_page_names_every_adapter_and_every_option(name: str) -> None:
    assert name in TEXT.casefold()
    for option in KINDS[name].options:
        assert f"`{option}`" in TEXT, option
