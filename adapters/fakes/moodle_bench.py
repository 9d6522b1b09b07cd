"""What the fake's further functions share: the desk, the shelf, and how lists are sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.fakes.moodle_course import Desk
from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_shelf import Shelf
from adapters.fakes.moodle_store import Fields

TAG = re.compile(r"<[^>]*>?")


@dataclass(frozen=True, slots=True)
class Bench:
    """A site as one account works with it, and what stands on its shelf."""

    desk: Desk
    shelf: Shelf


def listed(fields: Fields, name: str) -> list[Fields]:
    """The entries of a list of records: ``name[0][key]``."""
    rows: dict[int, Fields] = {}
    for key, value in fields.items():
        found = re.fullmatch(rf"{name}\[(\d+)\]\[(\w+)\]", key)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    if not rows:
        raise MoodleError("invalidparameter")
    return [rows[number] for number in sorted(rows)]


def need(at: Bench, right: str) -> None:
    """Raise what Moodle says without a right."""
    if not at.desk.sight.may(right):
        raise MoodleError("nopermissions", right=right)


def plain(text: str) -> str:
    """A name; with a tag in it, the whole call is refused."""
    if TAG.search(text):
        raise MoodleError("invalidparameter")
    return text
