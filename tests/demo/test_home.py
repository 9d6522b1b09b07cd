"""Where a demo lives: complete or not there, and for one process at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lti_tool.demo.home import (
    EDITION,
    Home,
    claimed,
    new_note,
    read_note,
    remove,
    why_anew,
    write_note,
)
from lti_tool.demo.running import check_ports
from lti_tool.services.faults import Faults

TODAY = date(2026, 11, 25)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path, 8000)
    home.folder.mkdir()
    write_note(home.folder, new_note(date(2026, 12, 6)))
    return home


def test_a_complete_demo_goes_on(home: Home) -> None:
    assert why_anew(read_note(home.folder), TODAY) == ""
    assert why_anew(read_note(home.folder), date(2026, 12, 6)) == ""


def test_one_whose_round_is_over_is_made_anew(home: Home) -> None:
    assert "2026-12-06" in why_anew(read_note(home.folder), date(2026, 12, 7))


@pytest.mark.parametrize("change", [{"edition": EDITION + 1}, {"schema": "0000"}])
def test_one_of_another_version_is_made_anew(home: Home, change: dict[str, object]) -> None:
    note = read_note(home.folder)
    assert note is not None
    write_note(home.folder, replace(note, **change))
    assert "version" in why_anew(read_note(home.folder), TODAY)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"edition": 1}'])
def test_a_note_that_cannot_be_read_is_none(home: Home, text: str) -> None:
    (home.folder / "demo.json").write_text(text)
    assert read_note(home.folder) is None
    assert why_anew(None, TODAY)


def test_the_secrets_are_for_the_owner_alone(home: Home) -> None:
    assert (home.folder / "demo.json").stat().st_mode & 0o077 == 0


def test_removing_twice_is_fine(home: Home) -> None:
    remove(home.folder)
    remove(home.folder)
    assert read_note(home.folder) is None


def test_a_demo_is_for_one_process(home: Home) -> None:
    with claimed(home), pytest.raises(Faults, match="runs already"), claimed(home):
        pass
    with claimed(home):
        pass


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Faults, match="--data"), claimed(Home(tmp_path / "file" / "x", 8000)):
        pass


def test_the_tool_and_the_lms_are_different_sites(home: Home) -> None:
    note = new_note(TODAY)
    settings = home.settings(home.folder, note)
    assert settings.public_url == "http://localhost:8000"
    assert settings.secure
    assert home.practice_url == "http://127.0.0.1:8001"
    assert settings.allow_private_hosts == ("127.0.0.1:8001",)


def test_a_port_that_is_taken_is_named(tmp_path: Path, taken_port: int) -> None:
    with pytest.raises(Faults, match=f"port {taken_port} is taken"):
        check_ports(Home(tmp_path, taken_port))
    with pytest.raises(Faults, match=f"port {taken_port} is taken"):
        check_ports(Home(tmp_path, taken_port - 1))
