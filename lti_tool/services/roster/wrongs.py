"""What can be wrong with a roster: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lti_tool.services.faults import Faults

ENGLISH = {
    "not_utf8": "this is not UTF-8: save the file as 'CSV UTF-8'",
    "stray_quote": "a cell is not closed or holds a stray quote ({fault}): "
    "put texts with quotes between quotes, and double the inner ones",
    "no_people": "there are no people in it: add a line per person",
    "unknown_column": "there is no column '{name}': choose from {choices}",
    "column_twice": "column {name} is there twice: keep one",
    "no_key": "nothing says who people are: add one of {choices}",
    "cells": "{given} cells where the header has {wanted}: add or remove",
    "too_long": "{name} is too long or not plain text: at most {most} characters",
    "nobody": "nothing says who this is: fill in {choices}",
    "no_address": "{cell} is not a mail address",
    "excused": "excused is '{cell}': write ja or nee",
    "double": "the same person as on line {first}: keep one",
    "not_in_lms": "the LMS knows nobody with {key} {cell}: correct or remove",
    "no_group": "there is no function group {cell}: choose from {choices}",
    "no_team": "manages_team {cell}: no team or department has this name: correct it",
    "which_team": "manages_team {cell}: more than one has this name: write {choices}",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault of one line; ``code`` is one of ``ENGLISH``, with the values that it names."""

    line: int
    code: str
    values: dict[str, object] = field(default_factory=dict)

    def english(self, source: str) -> str:
        """The fault as the command says it."""
        return f"{source}:{self.line}: {ENGLISH[self.code].format(**self.values)}"


def in_order(wrongs: Sequence[Wrong]) -> tuple[Wrong, ...]:
    """Faults by line, of one line as they were found; who is there twice is told once."""
    doubles = {wrong.line: wrong for wrong in reversed(wrongs) if wrong.code == "double"}
    others = [wrong for wrong in wrongs if wrong.code != "double"]
    return tuple(sorted([*others, *doubles.values()], key=lambda wrong: wrong.line))


class RosterFaults(Faults):
    """A roster that is refused as a whole; ``wrongs`` has every fault, by line."""

    def __init__(self, source: str, wrongs: Iterable[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__(wrong.english(source) for wrong in self.wrongs)
