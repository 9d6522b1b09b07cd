"""Accounts of a Moodle site: who has which, and the function group from a profile field."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from adapters.lms import LmsPerson, PersonKey
from adapters.moodle_advice import PEOPLE
from adapters.moodle_wire import MoodleFault, MoodleWire

# 400 values and the fixed fields stay below PHP's own limit of 1000 fields.
LOOK_UPS = 400
# One value spoils a whole call: a letter that this Moodle does not take, or the id of an
# account that was deleted earlier.
SPOILS = frozenset({"invalidparameter", "invaliduser"})
# An account that was deleted is shown until Moodle's hourly clean-up, and spoils a look-up
# from then on. It is known by the MD5 that took the place of its mail address.
GONE = re.compile(r"[0-9a-f]{32}")
Row = Mapping[str, Any]


def _account_name(value: str) -> bool:
    return value == value.lower() and not any(char.isspace() for char in value)


# What Moodle takes for a key. Nobody has another, since accounts are checked by the same
# rules when they are made; so there is nothing to ask.
POSSIBLE: Mapping[PersonKey, Callable[[str], bool]] = {
    "id": lambda value: value.isascii() and value.isdigit() and len(value) < 19,
    "idnumber": lambda value: True,
    "username": _account_name,
    "email": lambda value: value.count("@") == 1 and not any(char.isspace() for char in value),
}


def batches(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """The values in lists of at most ``size``."""
    left = iter(values)
    while batch := list(islice(left, size)):
        yield batch


def unescaped(value: object) -> str | None:
    """A text as people read it (Moodle escapes names for HTML), None when empty."""
    return html.unescape(str(value)) if value not in (None, "") else None


def look_up(wire: MoodleWire, key: PersonKey, values: Iterable[str]) -> Iterator[Row]:
    """The rows of the accounts that have one of these keys, as far as Moodle shows them."""
    asked = (value for value in dict.fromkeys(values) if value.strip() and POSSIBLE[key](value))
    for batch in batches(asked, LOOK_UPS):
        for row in _rows(wire, key, batch):
            if not GONE.fullmatch(str(row.get("email") or "")):
                yield row


def _rows(wire: MoodleWire, key: PersonKey, values: Sequence[str]) -> list[Row]:
    try:
        return wire.rows(PEOPLE, {"field": key, "values": list(values)})
    except MoodleFault as fault:
        if fault.code not in SPOILS:
            raise
        if len(values) == 1:
            return []
        half = len(values) // 2
        return _rows(wire, key, values[:half]) + _rows(wire, key, values[half:])


def people_by_key(key: PersonKey, values: Iterable[str], rows: Iterable[Row]) -> dict[str, Row]:
    """Whose row belongs to each value; two accounts with one key are nobody.

    Some databases compare without regard to case: a row that differs in case only
    belongs to the value too, as long as it is the only one.
    """
    exact: dict[str, list[Row]] = {}
    loose: dict[str, list[Row]] = {}
    for row in {str(row["id"]): row for row in rows}.values():
        name = str(row.get(key) or "")
        exact.setdefault(name, []).append(row)
        loose.setdefault(name.casefold(), []).append(row)
    found = {}
    for value in dict.fromkeys(values):
        candidates = exact.get(value) or loose.get(value.casefold()) or []
        if value and len(candidates) == 1:
            found[value] = candidates[0]
    return found


def person(row: Row, function_field: str) -> LmsPerson:
    """An account as a roster needs it; a field that Moodle does not show is None."""
    fields = row.get("customfields")
    custom = fields if isinstance(fields, list) else []
    named = {field.get("shortname"): field.get("value") for field in custom}
    return LmsPerson(
        id=str(row["id"]),
        username=_given(row, "username"),
        email=_given(row, "email"),
        idnumber=_given(row, "idnumber"),
        name=unescaped(row.get("fullname")) or "",
        function_field=unescaped(named.get(function_field)),
    )


def _given(row: Row, field: str) -> str | None:
    value = row.get(field)
    return str(value) if value not in (None, "") else None
