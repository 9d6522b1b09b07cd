"""A small pack file in which every rule holds, and a way to break one."""

from __future__ import annotations

from pathlib import Path

from questionnaires.packs import check_pack

TEXT = (Path(__file__).parent / "tiny.yaml").read_text(encoding="utf-8")


def broken(old: str, new: str) -> str:
    """The pack with one thing changed; the old words must stand there exactly once."""
    assert TEXT.count(old) == 1, f"{old!r} stands there {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def faults(text: str) -> list[str]:
    """What the check says of a text, line by line."""
    return [str(fault) for fault in check_pack(text, "tiny.yaml")]


def line_of(text: str, words: str) -> int:
    """The line on which words first stand."""
    return text[: text.index(words)].count("\n") + 1


def assert_fault(old: str, new: str, at: str, says: str) -> list[str]:
    """With ``old`` changed, ``says`` is a fault on the line with the words ``at``."""
    text = broken(old, new)
    found = faults(text)
    expected = f"tiny.yaml:{line_of(text, at)}: "
    assert any(fault.startswith(expected) and says in fault for fault in found), found
    return found
