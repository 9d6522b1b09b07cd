"""Whom the LMS knows of the rows of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from adapters.lms import LmsApi, LmsPerson
from lti_tool.services.roster.columns import KEYS
from lti_tool.services.roster.reading import RosterFile, Row
from lti_tool.services.roster.wrongs import Wrong

LookUp = Literal["id", "idnumber", "username", "email"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Per line whom the LMS knows, and a fault for each line that it does not."""

    people: Mapping[int, LmsPerson]
    misses: tuple[Wrong, ...] = ()


def look_up(api: LmsApi, file: RosterFile) -> Asked:
    """Ask the LMS who the people of a file are; raises LMS errors.

    An LMS id needs no look-up: those rows are asked for only when the file has no function
    groups, since the LMS may know them from the profile; a miss is no fault then.
    """
    found: dict[int, LmsPerson] = {}
    wrongs: list[Wrong] = []
    for key in KEYS:
        rows = [row for row in file.rows if row.key == key]
        if not rows or (key == "lms_user_id" and "function_group" in file.columns):
            continue
        people = _ask(api, key, rows)
        found |= {row.line: people[row.line] for row in rows if row.line in people}
        if key != "lms_user_id":
            wrongs += [
                Wrong(
                    row.line,
                    "not_in_lms",
                    {"key": key, "head": file.header.of(key), "cell": row.given},
                )
                for row in rows
                if row.line not in people
            ]
    return Asked(found, tuple(wrongs))


def _ask(api: LmsApi, key: str, rows: Sequence[Row]) -> dict[int, LmsPerson]:
    asked = cast(LookUp, "id" if key == "lms_user_id" else key)
    # Moodle on PostgreSQL compares mail addresses by case: first as given, then in lower case.
    first = api.find_people(asked, [_first_spelling(row) for row in rows])
    people = {row.line: first[name] for row in rows if (name := _first_spelling(row)) in first}
    again = [row for row in rows if row.line not in people and row.value != _first_spelling(row)]
    second = api.find_people(asked, [row.value for row in again]) if again else {}
    return people | {row.line: second[row.value] for row in again if row.value in second}


def _first_spelling(row: Row) -> str:
    return row.given if row.key == "email" else row.value
